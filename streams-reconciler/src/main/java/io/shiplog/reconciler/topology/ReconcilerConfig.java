package io.shiplog.reconciler.topology;

import io.shiplog.reconciler.admit.AdmissionConfig;
import io.shiplog.reconciler.liveness.LivenessConfig;

/**
 * Settings of the role streams-reconciler.
 *
 * @param threads stream threads; one transaction at a time each
 * @param commitMillis commit.interval.ms: how long changes wait at most before others see them
 * @param pollMillis poll.ms; part of the latency, so at most the commit interval
 * @param instanceId group.instance.id, so that a restart is no rebalance; unique among reconcilers
 */
public record ReconcilerConfig(
        int threads,
        int commitMillis,
        int pollMillis,
        String instanceId,
        AdmissionConfig admission,
        LivenessConfig liveness) {

    /** What is shipped. */
    public static ReconcilerConfig defaults(String instanceId) {
        return new ReconcilerConfig(1, 10, 5, instanceId, AdmissionConfig.DEFAULT, LivenessConfig.DEFAULT);
    }
}
