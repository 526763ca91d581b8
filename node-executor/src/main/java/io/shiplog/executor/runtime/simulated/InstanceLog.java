package io.shiplog.executor.runtime.simulated;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;

/** Hears of every simulated container that starts and ends, where it starts and ends. */
public interface InstanceLog {

    /** Hears nothing; for simulations in virtual time. */
    InstanceLog NONE = new InstanceLog() {
        @Override
        public void started(PodRef pod, PodTemplate template, int container, int attempt, long atMillis, int address) {}

        @Override
        public void ended(PodRef pod, int container, int attempt, long atMillis, int exitCode, String reason) {}

        @Override
        public void removed(PodRef pod, long atMillis) {}
    };

    /** A run has started. */
    void started(PodRef pod, PodTemplate template, int container, int attempt, long atMillis, int address);

    /** A run has ended. */
    void ended(PodRef pod, int container, int attempt, long atMillis, int exitCode, String reason);

    /** The pod is cleared away. */
    void removed(PodRef pod, long atMillis);
}
