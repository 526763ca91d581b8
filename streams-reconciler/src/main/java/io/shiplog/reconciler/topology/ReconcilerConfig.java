package io.shiplog.reconciler.topology;

import io.shiplog.reconciler.admit.AdmissionConfig;
import io.shiplog.reconciler.liveness.LivenessConfig;

/**
 * Settings of the role streams-reconciler.
 *
 * @param threads stream threads; one transaction at a time each
 * @param commitMillis commit.interval.ms: how long changes wait at most before others see them. A commit costs the
 *     broker some twenty writes, however little is in it, so it takes in what comes in 40 ms while inputs queue up
 * @param pollMillis poll.ms: how often the loop goes round when nothing comes, which an idle cluster pays for, and how
 *     much later than the commit interval the last of many inputs may be committed
 * @param sessionMillis session.timeout.ms: after so long without a heartbeat the tasks go to another reconciler
 * @param instanceId group.instance.id, so that a restart is no rebalance; unique among reconcilers
 */
public record ReconcilerConfig(
        int threads,
        int commitMillis,
        int pollMillis,
        int sessionMillis,
        String instanceId,
        AdmissionConfig admission,
        LivenessConfig liveness) {

    private static final int SESSION_MILLIS = 6_000;
    private static final int SESSION_BESIDE_BROKER_MILLIS = 30_000;

    /**
     * An input that was appended at most so long ago is committed at once: inputs are taken as they come, and waiting
     * for more of them would only make a lone command slow.
     */
    int freshMillis() {
        return commitMillis / 2;
    }

    /** What is shipped. */
    public static ReconcilerConfig defaults(String instanceId) {
        return of(instanceId, SESSION_MILLIS);
    }

    /**
     * For a reconciler in the process of its only broker. Nobody could take over sooner than the process is started
     * again, which then is the same member; and a pause of the whole process, for a collection of its heap or while a
     * laptop sleeps, is no reason to take its tasks away.
     */
    public static ReconcilerConfig besideBroker(String instanceId) {
        return of(instanceId, SESSION_BESIDE_BROKER_MILLIS);
    }

    private static ReconcilerConfig of(String instanceId, int sessionMillis) {
        return new ReconcilerConfig(
                1, 40, 20, sessionMillis, instanceId, AdmissionConfig.DEFAULT, LivenessConfig.DEFAULT);
    }
}
