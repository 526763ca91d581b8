package io.shiplog.reconciler.liveness;

/**
 * When a node counts as silent.
 *
 * @param graceMillis silence after which a verdict is given; heartbeats come every second
 * @param gapMillis a pause of the watch itself longer than this starts every node's grace anew
 */
public record LivenessConfig(long graceMillis, long gapMillis) {

    /** What is shipped: a dead node is noticed after about four seconds. */
    public static final LivenessConfig DEFAULT = new LivenessConfig(4_000, 2_000);

    /** Looks at the clock are so far apart, at least, and not much more while somebody is late. */
    public long lookMillis() {
        return 500;
    }

    /** So long after the last look at the clock one is needed though nobody is late; more than heartbeats are apart. */
    public long quietMillis() {
        return 1_200;
    }

    /** Nobody is heard for so long only when heartbeats cannot come: they are sent every second, by each host. */
    public long hushMillis() {
        return 1_500;
    }

    /**
     * Silence after which a node counts as late. Less than the grace by more than a heartbeat's interval: when all
     * nodes fall
     * silent together, all are late before the first one's grace is over.
     */
    public long lateMillis() {
        return graceMillis / 2;
    }
}
