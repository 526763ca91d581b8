package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * spec.affinity.podAffinity and podAntiAffinity, read once for all pods of a shape. A list with a malformed selector
 * counts as empty for pods that are placed already, as in kube-scheduler; a pod that waits is refused for it.
 *
 * @param required terms of podAffinity that must be fulfilled
 * @param requiredAnti terms of podAntiAffinity that must be fulfilled
 * @param preferred wishes of both, those of podAntiAffinity with a negative weight
 * @param error what is malformed, as kube-scheduler words it; empty when nothing is
 */
public record PodAffinity(
        List<AffinityTerm> required, List<AffinityTerm> requiredAnti, List<Weighted> preferred, String error) {

    /** A wish and its weight, 1 to 100, or -100 to -1. */
    public record Weighted(long weight, AffinityTerm term) {}

    /** Asks nothing. */
    public static final PodAffinity NONE = new PodAffinity(List.of(), List.of(), List.of(), "");

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    static PodAffinity of(JsonNode spec) {
        JsonNode affinity = Json.at(spec, "affinity");
        if (affinity == null || (!affinity.has("podAffinity") && !affinity.has("podAntiAffinity"))) {
            return NONE;
        }
        List<String> errors = new ArrayList<>();
        List<AffinityTerm> required = required(affinity, "podAffinity", "requiredAffinityTerms", errors);
        List<AffinityTerm> anti = required(affinity, "podAntiAffinity", "requiredAntiAffinityTerms", errors);
        List<Weighted> wishes = new ArrayList<>();
        wishes.addAll(preferred(affinity, "podAffinity", "preferredAffinityTerms", 1, errors));
        wishes.addAll(preferred(affinity, "podAntiAffinity", "preferredAntiAffinityTerms", -1, errors));
        String error = errors.size() > 1 ? "[" + String.join(", ", errors) + "]" : String.join("", errors);
        return new PodAffinity(required, anti, List.copyOf(wishes), error);
    }

    private static List<AffinityTerm> required(JsonNode affinity, String which, String name, List<String> errors) {
        List<AffinityTerm> out = Json.objectsAt(affinity, which, REQUIRED).stream()
                .map(AffinityTerm::of)
                .toList();
        return anyError(out, name, errors) ? List.of() : out;
    }

    private static List<Weighted> preferred(
            JsonNode affinity, String which, String name, int sign, List<String> errors) {
        List<Weighted> out = new ArrayList<>();
        for (ObjectNode wish : Json.objectsAt(affinity, which, PREFERRED)) {
            JsonNode term = Json.at(wish, "podAffinityTerm");
            if (term != null) {
                out.add(new Weighted(sign * Json.longAt(wish, 0, "weight"), AffinityTerm.of(term)));
            }
        }
        return anyError(out.stream().map(Weighted::term).toList(), name, errors) ? List.of() : out;
    }

    private static boolean anyError(List<AffinityTerm> terms, String name, List<String> errors) {
        for (AffinityTerm term : terms) {
            if (!term.error().isEmpty()) {
                errors.add(name + ": " + term.error());
                return true;
            }
        }
        return false;
    }

    /** Has no terms. */
    public boolean isEmpty() {
        return required.isEmpty() && requiredAnti.isEmpty() && preferred.isEmpty();
    }

    boolean looksAtOwnLabels() {
        return required.stream().anyMatch(AffinityTerm::looksAtOwnLabels)
                || requiredAnti.stream().anyMatch(AffinityTerm::looksAtOwnLabels)
                || preferred.stream().anyMatch(wish -> wish.term.looksAtOwnLabels());
    }

    void write(SnapshotWriter out) throws IOException {
        out.list(required, AffinityTerm::write);
        out.list(requiredAnti, AffinityTerm::write);
        out.list(preferred, (to, wish) -> {
            to.number(wish.weight);
            AffinityTerm.write(to, wish.term);
        });
        out.text(error);
    }

    static PodAffinity read(SnapshotReader in) throws IOException {
        return new PodAffinity(
                List.copyOf(in.list(AffinityTerm::read)),
                List.copyOf(in.list(AffinityTerm::read)),
                List.copyOf(in.list(each -> new Weighted(each.number(), AffinityTerm.read(each)))),
                in.text());
    }
}
