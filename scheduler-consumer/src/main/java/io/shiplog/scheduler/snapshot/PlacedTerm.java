package io.shiplog.scheduler.snapshot;

/**
 * A term of placed pods that is asked about the pods to be placed. Equal terms are equal objects whoever has them.
 *
 * @param use what it is for
 * @param pods which pods to be placed it means
 * @param topologyKey what counts as the same place
 * @param weight of a wish, negative when it is to be kept away; otherwise 0
 */
public record PlacedTerm(Use use, PodSet pods, String topologyKey, long weight) {

    /** What a term of a placed pod is for. */
    public enum Use {
        /** A required term of podAntiAffinity: keeps pods away. */
        KEEPS_AWAY,
        /** A required term of podAffinity: attracts its likes. */
        ATTRACTS,
        /** A wish. */
        WISHES
    }
}
