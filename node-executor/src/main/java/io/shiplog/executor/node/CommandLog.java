package io.shiplog.executor.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.ContainerRun;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodTemplate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps of its commands across a restart of the executor, so that with Kafka dead its pods go on: which
 * pods it runs, which of them it stops, which have ended and must not run again, and what they are configured with.
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
        public void watched(PodRun pod, int container) {}

        @Override
        public void forgotten(PodRef pod) {}

        @Override
        public void configured(String node, String key, @Nullable ObjectNode object) {}
    };

    /**
     * What the probes and the postStart hook of one run said last.
     *
     * @param container index into the template's containers
     * @param hooked its postStart hook has ended well
     */
    record SavedRun(int container, int attempt, boolean hooked, boolean started, boolean ready) {

        /** As it is now. */
        public static SavedRun of(PodRun pod, int container) {
            ContainerRun run = pod.container(container);
            return new SavedRun(container, run.attempt(), run.hooked(), run.started(), run.ready());
        }
    }

    /** A ConfigMap or Secret as an earlier life knew it, by kind/namespace/name. */
    record SavedConfiguration(String node, String key, ObjectNode object) {

        /** Names only: Secrets are among them. */
        @Override
        public String toString() {
            return "SavedConfiguration[" + node + " " + key + "]";
        }
    }

    /**
     * A pod as an earlier life left it.
     *
     * @param end how it ended, ENDING when it was about to fail for this reason, null when it goes on
     * @param runs of containers with probes or a postStart hook
     */
    record SavedPod(
            PodRef ref,
            PodTemplate template,
            long acceptedMillis,
            long stopAtMillis,
            long graceMillis,
            @Nullable PodState end,
            String reason,
            String message,
            List<SavedRun> runs) {

        /** A pod that was taken, and nothing else yet. */
        public static SavedPod taken(PodRef ref, PodTemplate template, long acceptedMillis) {
            return new SavedPod(ref, template, acceptedMillis, 0, 0, null, "", "", List.of());
        }

        /** The same, told to stop. */
        public SavedPod stopping(long atMillis, long grace) {
            return new SavedPod(ref, template, acceptedMillis, atMillis, grace, end, reason, message, runs);
        }

        /** The same, ended or ending. */
        public SavedPod ended(PodState how, String why, String words) {
            return new SavedPod(ref, template, acceptedMillis, stopAtMillis, graceMillis, how, why, words, runs);
        }

        /** The same with this of one of its containers. */
        public SavedPod watched(SavedRun run) {
            List<SavedRun> next = new ArrayList<>(runs);
            next.removeIf(old -> old.container() == run.container());
            next.add(run);
            return new SavedPod(
                    ref, template, acceptedMillis, stopAtMillis, graceMillis, end, reason, message, List.copyOf(next));
        }
    }

    /** RunPod was taken. */
    void accepted(PodRun pod);

    /** StopPod was taken. */
    void stopping(PodRun pod);

    /** It was refused, ended for good, or is about to fail for a reason that its containers do not show. */
    void ended(PodRun pod);

    /** Probes or the postStart hook of a container that has any changed its state. */
    void watched(PodRun pod, int container);

    /** Its tombstone was seen. */
    void forgotten(PodRef pod);

    /** A ConfigMap or Secret of a node, by kind/namespace/name, is another one now, or (null) no more. */
    void configured(String node, String key, @Nullable ObjectNode object);
}
