package io.shiplog.reconciler.engine;

import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.ClusterFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Facts that one slice broadcasts travel together: one record for each partition, where the first of them stood. */
final class Facts {

    private Facts() {}

    /** The same records, with facts for the same partition in one of them when there are several. */
    static List<Out> together(List<Out> outs) {
        Map<Integer, List<ClusterFact>> byPartition = new HashMap<>();
        for (Out out : outs) {
            if (out.value() instanceof ClusterFact fact) {
                byPartition
                        .computeIfAbsent(out.partition(), p -> new ArrayList<>())
                        .add(fact);
            }
        }
        if (byPartition.values().stream().allMatch(facts -> facts.size() == 1)) {
            return outs;
        }
        List<Out> together = new ArrayList<>();
        for (Out out : outs) {
            if (!(out.value() instanceof ClusterFact)) {
                together.add(out);
                continue;
            }
            List<ClusterFact> facts = byPartition.remove(out.partition());
            if (facts != null) {
                together.add(
                        facts.size() == 1
                                ? out
                                : new Out(
                                        out.topic(),
                                        out.partition(),
                                        out.key(),
                                        new ClusterFacts(out.partition(), facts)));
            }
        }
        return together;
    }
}
