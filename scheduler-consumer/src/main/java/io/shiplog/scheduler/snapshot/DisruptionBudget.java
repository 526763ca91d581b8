package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.value.LabelSelector;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * A PodDisruptionBudget, as far as preemption looks.
 *
 * @param selector spec.selector as JSON text, to be kept
 * @param matcher the same, to be asked
 * @param disruptionsAllowed status.disruptionsAllowed
 * @param disruptedPods names in status.disruptedPods: evicted already and not to be counted again
 */
public record DisruptionBudget(
        ObjectKey key, String selector, LabelSelector matcher, long disruptionsAllowed, Set<String> disruptedPods) {

    /** Reads a PodDisruptionBudget. */
    public static DisruptionBudget of(ObjectKey key, ObjectNode budget) {
        String selector = Json.at(budget, "spec", "selector") instanceof ObjectNode given ? Json.text(given) : "{}";
        Set<String> disrupted = new TreeSet<>();
        if (Json.at(budget, "status", "disruptedPods") instanceof ObjectNode pods) {
            pods.fieldNames().forEachRemaining(disrupted::add);
        }
        return of(key, selector, Json.longAt(budget, 0, "status", "disruptionsAllowed"), disrupted);
    }

    private static DisruptionBudget of(ObjectKey key, String selector, long allowed, Set<String> disrupted) {
        return new DisruptionBudget(key, selector, LabelSelector.of(Json.parse(selector)), allowed, disrupted);
    }

    /** Does the pod count in this budget? One without labels counts in none, and an empty selector counts nobody. */
    public boolean counts(PodInfo pod) {
        return key.namespace().equals(pod.namespace())
                && !pod.labels().isEmpty()
                && !matcher.isEmpty()
                && matcher.matches(pod.labels())
                && !disruptedPods.contains(pod.name());
    }

    /** Writes it. */
    public static void write(SnapshotWriter out, DisruptionBudget budget) throws IOException {
        out.word(budget.key.namespace());
        out.text(budget.key.name());
        out.text(budget.selector);
        out.number(budget.disruptionsAllowed);
        out.list(budget.disruptedPods, SnapshotWriter::text);
    }

    /** Reads what {@link #write} wrote. */
    public static DisruptionBudget read(SnapshotReader in) throws IOException {
        ObjectKey key = Kinds.POD_DISRUPTION_BUDGET.key(in.word(), in.text());
        return of(key, in.text(), in.number(), new TreeSet<>(in.list(SnapshotReader::text)));
    }
}
