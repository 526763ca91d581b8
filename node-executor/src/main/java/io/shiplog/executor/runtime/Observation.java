package io.shiplog.executor.runtime;

import io.shiplog.executor.pod.Termination;

/** Something that a runtime saw happen. Late, doubled and lost observations do no harm: a listing repairs them. */
public sealed interface Observation {

    /** Node of the pod. */
    String node();

    /** Uid of the pod. */
    String uid();

    /** When, epoch milliseconds. */
    long atMillis();

    /** An observation of one run of one container. */
    sealed interface OfContainer extends Observation {
        /** Index into the template's containers. */
        int container();

        /** Which run. */
        int attempt();
    }

    /** The image is being pulled. */
    record Pulling(String node, String uid, int container, int attempt, long atMillis) implements OfContainer {}

    /**
     * The image is there.
     *
     * @param tookMillis how long the pull took, or -1 when the image was already present
     * @param sizeBytes size of the image, 0 when not known
     */
    record Pulled(String node, String uid, int container, int attempt, long atMillis, long tookMillis, long sizeBytes)
            implements OfContainer {}

    /**
     * The container could not be started and did not run.
     *
     * @param reason ErrImagePull, ErrImageNeverPull, InvalidImageName, CreateContainerError or RunContainerError
     * @param message the runtime's words
     */
    record StartFailed(
            String node, String uid, int container, int attempt, long atMillis, String reason, String message)
            implements OfContainer {}

    /**
     * The container runs.
     *
     * @param containerId with its scheme, or empty when it follows from uid, name and attempt
     * @param imageId or empty
     * @param podIp or empty
     * @param ready false when readiness has to be asked for by probes although the spec may have none
     */
    record Started(
            String node,
            String uid,
            int container,
            int attempt,
            long atMillis,
            String containerId,
            String imageId,
            String podIp,
            boolean ready)
            implements OfContainer {}

    /**
     * A probe was carried out.
     *
     * @param kind which one
     * @param success false for a failure, also when it took too long
     * @param message what the handler said, for the event Unhealthy; empty on success
     */
    record Probed(
            String node,
            String uid,
            int container,
            int attempt,
            long atMillis,
            RuntimeCall.ProbeKind kind,
            boolean success,
            String message)
            implements OfContainer {}

    /**
     * A probe could not be carried out, so nothing is known of the container: an engine that does not answer says
     * nothing about what runs on it.
     *
     * @param kind which one
     * @param message why, for the event Unhealthy
     */
    record ProbeErrored(
            String node,
            String uid,
            int container,
            int attempt,
            long atMillis,
            RuntimeCall.ProbeKind kind,
            String message)
            implements OfContainer {}

    /**
     * A hook has ended.
     *
     * @param message why it failed, empty when it went well
     */
    record HookEnded(
            String node,
            String uid,
            int container,
            int attempt,
            long atMillis,
            RuntimeCall.HookKind kind,
            String message)
            implements OfContainer {}

    /** The container has ended. */
    record Exited(String node, String uid, int container, int attempt, long atMillis, Termination how)
            implements OfContainer {}

    /**
     * Something that the pod's owner should know, as an event of type Warning.
     *
     * @param reason of the event
     * @param message of the event
     */
    record Warned(String node, String uid, long atMillis, String reason, String message) implements Observation {}

    /** Nothing of the pod is left. */
    record PodRemoved(String node, String uid, long atMillis) implements Observation {}
}
