package io.shiplog.scheduler.snapshot;

/** What changes of a pod while it runs, as far as preemption looks. */
public interface PodLives {

    /** What is known of pods of which nothing is known. */
    PodLives UNKNOWN = new PodLives() {
        @Override
        public long startSeconds(PodInfo pod) {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean terminating(PodInfo pod) {
            return false;
        }
    };

    /** status.startTime in epoch seconds; Long.MAX_VALUE for one that its node has not begun with. */
    long startSeconds(PodInfo pod);

    /** It is being deleted, or was asked to go a moment ago. */
    boolean terminating(PodInfo pod);
}
