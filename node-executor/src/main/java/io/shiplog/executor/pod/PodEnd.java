package io.shiplog.executor.pod;

/**
 * A pod is to end here, and to be kept as ended: its containers have a grace period, then it takes the outcome.
 *
 * @param atMillis since when
 * @param graceMillis time for all of its containers together
 * @param outcome COMPLETE or FAIL
 */
record PodEnd(long atMillis, long graceMillis, PodEvent outcome) {

    long deadlineMillis() {
        return atMillis + graceMillis;
    }
}
