package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.cycle.FitError;
import io.shiplog.scheduler.cycle.Outcome;
import io.shiplog.scheduler.cycle.Sampling;
import io.shiplog.scheduler.cycle.SchedulingCycle;
import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.framework.WhatIf;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Random clusters, and a pod that may find no room. */
class PreemptionProperties {

    /** Counts the pods of each node, as plugins do that look beyond one node, and has no objections. */
    private static final class Counter implements PreFilter, Filter, WhatIf {

        Map<String, Integer> counted = Map.of();

        @Override
        public String name() {
            return "Counter";
        }

        @Override
        public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
            counted = counts(snapshot);
            return Result.ASK;
        }

        @Override
        public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
            assertThat(counted.get(node.name())).isEqualTo(node.pods().size());
            return null;
        }

        @Override
        public void remove(CycleState state, PodInfo pod, PodInfo victim, NodeInfo node) {
            counted.merge(node.name(), -1, Integer::sum);
        }

        @Override
        public void add(CycleState state, PodInfo pod, PodInfo back, NodeInfo node) {
            counted.merge(node.name(), 1, Integer::sum);
        }
    }

    private static Map<String, Integer> counts(ClusterSnapshot snapshot) {
        Map<String, Integer> out = new HashMap<>();
        for (int i = 0; i < snapshot.size(); i++) {
            out.put(snapshot.node(i).name(), snapshot.node(i).pods().size());
        }
        return out;
    }

    @Property(tries = 500)
    void takesNoMoreThanItNeedsFromTheLessImportantAndLeavesEverythingAsItWas(@ForAll long seed) {
        Random random = new Random(seed);
        ClusterSnapshot snapshot = cluster(random);
        NodeResourcesFit fit = new NodeResourcesFit(snapshot.resources(), ScoringStrategy.leastAllocated(), List.of());
        Counter counter = new Counter();
        Profile profile = new Profile(
                "default-scheduler", new PrioritySort(), List.of(counter, fit), List.of(), new DefaultPreemption());
        PodInfo pod = pod(snapshot, "new", 1 + random.nextInt(6), random.nextInt(4));
        Map<String, Integer> before = counts(snapshot);
        Outcome outcome = new SchedulingCycle(profile, Sampling.ADAPTIVE).schedule(pod, snapshot);
        assertThat(counts(snapshot)).isEqualTo(before);
        assertThat(counter.counted).isEqualTo(before);
        if (!(outcome instanceof FitError error) || error.victims().isEmpty()) {
            return;
        }
        String node = Objects.requireNonNull(error.nominatedNode());
        for (PodInfo victim : error.victims()) {
            assertThat(victim.shape().priority()).isLessThan(pod.shape().priority());
            assertThat(snapshot.remove(victim, node)).isTrue();
        }
        snapshot.nominations().ahead(pod, node).forEach(one -> snapshot.add(one, node));
        NodeInfo there = Objects.requireNonNull(snapshot.find(node));
        assertThat(fit.filter(new CycleState(), pod, there)).isNull();
        for (PodInfo victim : error.victims()) {
            snapshot.add(victim, node);
            assertThat(fit.filter(new CycleState(), pod, there)).isNotNull();
            snapshot.remove(victim, node);
        }
    }

    /** Nodes that are nearly full, some with pods nominated to them. */
    private static ClusterSnapshot cluster(Random random) {
        ClusterSnapshot out = new ClusterSnapshot();
        int nodes = 1 + random.nextInt(5);
        for (int n = 0; n < nodes; n++) {
            ObjectNode node =
                    Json.parse("{\"status\":{\"allocatable\":{\"cpu\":\"8\",\"memory\":\"8\",\"pods\":\"9\"}}}");
            Json.ensure(node, "metadata").put("name", "n" + n);
            out.putNode(node);
            int used = 0;
            while (used < 6) {
                int cpu = 1 + random.nextInt(2);
                used += cpu;
                out.add(pod(out, "n" + n + "-" + used, cpu, random.nextInt(4)), "n" + n);
            }
            if (random.nextInt(4) == 0) {
                out.nominations().put(pod(out, "nominated-" + n, 1, random.nextInt(4)), "n" + n);
            }
        }
        return out;
    }

    private static PodInfo pod(ClusterSnapshot snapshot, String name, int cpu, int priority) {
        ObjectNode spec = Json.object().put("priority", priority);
        spec.putArray("containers")
                .addObject()
                .putObject("resources")
                .putObject("requests")
                .put("cpu", Integer.toString(cpu));
        PodShape shape = PodShape.of(spec, snapshot.resources());
        return new PodInfo(Kinds.POD.key("default", name), name, "", Map.of(), shape);
    }
}
