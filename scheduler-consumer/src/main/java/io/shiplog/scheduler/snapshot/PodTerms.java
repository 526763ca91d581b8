package io.shiplog.scheduler.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The terms and constraints of one pod with its namespace and labels put in: what the shape says, made ready for
 * counting.
 *
 * @param affine the pods that fulfil all required terms of podAffinity; null when there are none
 * @param affineKeys the topology keys of those terms, in order
 * @param anti required terms of podAntiAffinity
 * @param wishes preferred terms of both
 * @param required spread constraints with DoNotSchedule
 * @param wished spread constraints with ScheduleAnyway
 * @param placed the terms that its owner is counted under once it is placed
 */
public record PodTerms(
        @Nullable PodSet affine,
        List<String> affineKeys,
        List<Term> anti,
        List<Term> wishes,
        List<Spread> required,
        List<Spread> wished,
        List<PlacedTerm> placed) {

    /** Other pods, and what counts as the same place as theirs; the weight is 0 for what is no wish. */
    public record Term(PodSet pods, String topologyKey, long weight) {}

    /** A constraint, the pods that it counts, and where. */
    public record Spread(SpreadConstraint constraint, PodSet pods, NodeScope scope) {}

    /** The terms of a shape when a pod of this namespace and these labels has it. */
    static PodTerms of(PodShape shape, String namespace, Map<String, String> labels) {
        PodAffinity affinity = shape.affinity();
        List<PodSet.Part> affine = new ArrayList<>();
        List<PlacedTerm> placed = new ArrayList<>();
        for (AffinityTerm term : affinity.required()) {
            PodSet.Part part = term.of(namespace, labels);
            affine.add(part);
            placed.add(new PlacedTerm(PlacedTerm.Use.ATTRACTS, PodSet.of(List.of(part)), term.topologyKey(), 0));
        }
        List<Term> anti = new ArrayList<>();
        for (AffinityTerm term : affinity.requiredAnti()) {
            PodSet pods = PodSet.of(List.of(term.of(namespace, labels)));
            anti.add(new Term(pods, term.topologyKey(), 0));
            placed.add(new PlacedTerm(PlacedTerm.Use.KEEPS_AWAY, pods, term.topologyKey(), 0));
        }
        List<Term> wishes = new ArrayList<>();
        for (PodAffinity.Weighted wish : affinity.preferred()) {
            PodSet pods = PodSet.of(List.of(wish.term().of(namespace, labels)));
            wishes.add(new Term(pods, wish.term().topologyKey(), wish.weight()));
            placed.add(new PlacedTerm(PlacedTerm.Use.WISHES, pods, wish.term().topologyKey(), wish.weight()));
        }
        return new PodTerms(
                affine.isEmpty() ? null : PodSet.of(affine),
                affinity.required().stream().map(AffinityTerm::topologyKey).toList(),
                List.copyOf(anti),
                List.copyOf(wishes),
                spreads(shape, namespace, labels, true),
                spreads(shape, namespace, labels, false),
                List.copyOf(placed));
    }

    private static List<Spread> spreads(
            PodShape shape, String namespace, Map<String, String> labels, boolean required) {
        List<SpreadConstraint> all = shape.spread().stream()
                .filter(constraint -> constraint.required() == required)
                .toList();
        List<String> keys = all.stream()
                .map(SpreadConstraint::topologyKey)
                .distinct()
                .sorted()
                .toList();
        return all.stream()
                .map(constraint -> new Spread(
                        constraint,
                        PodSet.staying(namespace, constraint.selectorFor(labels)),
                        NodeScope.of(keys, constraint, shape)))
                .toList();
    }
}
