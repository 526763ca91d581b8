package io.shiplog.logs.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.logs.line.RunFacts;
import io.shiplog.logs.store.RunView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a pod's lines tell of it, as a Pod that may long be gone. */
final class PodTrace {

    private PodTrace() {}

    /**
     * A Pod document. The container that spoke last comes first: somebody who names none means that one, and not an
     * init container.
     *
     * @param runs of one pod, at least one
     */
    static ObjectNode of(List<RunView> runs) {
        List<RunView> newestFirst = runs.stream()
                .sorted(Comparator.comparingLong(RunView::lastMillis).reversed())
                .toList();
        RunFacts facts = newestFirst.get(0).facts();
        long began = runs.stream().mapToLong(RunView::firstMillis).min().orElse(0);
        ObjectNode pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
        ObjectNode metadata = pod.putObject("metadata")
                .put("name", facts.pod())
                .put("namespace", facts.namespace())
                .put("uid", facts.key().uid())
                .put("creationTimestamp", Times.format(began));
        if (!facts.labels().isEmpty()) {
            ObjectNode labels = metadata.putObject("labels");
            facts.labels().forEach(labels::put);
        }
        ArrayNode containers =
                pod.putObject("spec").put("nodeName", facts.node()).putArray("containers");
        Set<String> names = new LinkedHashSet<>();
        newestFirst.forEach(run -> names.add(run.facts().key().container()));
        names.forEach(name -> containers.addObject().put("name", name));
        pod.putObject("status").put("phase", "Unknown");
        return pod;
    }
}
