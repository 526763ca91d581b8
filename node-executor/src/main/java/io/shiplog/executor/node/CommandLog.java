package io.shiplog.executor.node;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodTemplate;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps of its commands across a restart of the executor, so that with Kafka dead its pods go on: which
 * pods it runs,
 * which of them it stops, and which have ended and must not run again.
 */
public interface CommandLog {

    /** Keeps nothing; for simulations. */
    CommandLog NONE = new CommandLog() {
        @Override
        public void accepted(PodRun pod) {}

        @Override
        public void stopping(PodRun pod) {}

        @Override
        public void ended(PodRun pod) {}

        @Override
        public void forgotten(PodRef pod) {}
    };

    /** A pod as an earlier life left it. */
    record SavedPod(
            PodRef ref,
            PodTemplate template,
            long acceptedMillis,
            long stopAtMillis,
            long graceMillis,
            @Nullable PodState end,
            String reason,
            String message) {}

    /** RunPod was taken. */
    void accepted(PodRun pod);

    /** StopPod was taken. */
    void stopping(PodRun pod);

    /** It was refused or ended for good. */
    void ended(PodRun pod);

    /** Its tombstone was seen. */
    void forgotten(PodRef pod);
}
