package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.RuntimeCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How containers are started, and what holds a start up: configuration that is missing, back-off. */
final class Starts {

    /** A failed pull is shown as such for this long before it is shown as a back-off. */
    static final long PULL_ERROR_SHOWN_MILLIS = 1_000;

    private Starts() {}

    /** Starts the next run of a container, unless something that it names is missing; gives the time to look again. */
    static long start(PodRun pod, int i, Surroundings near, long now, List<RuntimeCall> calls) {
        ContainerRun run = pod.container(i);
        PodTemplate template = pod.template();
        PodConfigs configs =
                template.configReferences().isEmpty() ? PodConfigs.NONE : near.configs(pod.ref(), template);
        String unmet = template.refersOnStart() ? unmet(pod, i, near, configs) : null;
        if (unmet != null) {
            return near.settled() ? unmet(pod, i, unmet, now) : PodSync.NEVER;
        }
        if (run.created) {
            run.crash = run.crash.next(now);
            run.attempt++;
            if (run.ended != null) {
                run.last = run.ended;
            }
            run.created = false;
        }
        run.ended = null;
        run.again = false;
        run.stop = null;
        run.watch = null;
        run.phase = ContainerRun.Phase.STARTING;
        if (run.reason.equals(Words.CREATE_CONTAINER_CONFIG_ERROR)) {
            run.reason = "";
            run.message = "";
        }
        calls.add(new RuntimeCall.StartContainer(pod.ref(), template, i, run.attempt, configs));
        return PodSync.NEVER;
    }

    /** What is missing, or null. */
    private static @Nullable String unmet(PodRun pod, int i, Surroundings near, PodConfigs configs) {
        try {
            ContainerSetup.of(pod.ref(), pod.template(), i, configs, new Addresses(near.address(), pod.podIp));
            return null;
        } catch (UnmetConfigException e) {
            return e.getMessage();
        }
    }

    private static long unmet(PodRun pod, int i, String words, long now) {
        ContainerRun run = pod.container(i);
        run.waitingAfterEnd(Words.CREATE_CONTAINER_CONFIG_ERROR, words);
        pod.event("Warning", "Failed", "Error: " + words, i, now);
        run.pull = run.pull.next(now);
        run.notBeforeMillis = now + run.pull.delayMillis();
        return run.notBeforeMillis;
    }

    /**
     * Before the first container of a pod: are the objects that its volumes are made of there? Gives the time at which
     * to look again when one is missing, and now or earlier when all is well.
     */
    static long volumesMissing(PodRun pod, Surroundings near, long now) {
        List<VolumeReference> references = pod.template().volumeReferences();
        if (references.isEmpty() || pod.anyCreated()) {
            return now;
        }
        ContainerRun first = pod.container(0);
        PodConfigs configs = near.configs(pod.ref(), pod.template());
        boolean told = now < first.notBeforeMillis;
        boolean missing = false;
        for (VolumeReference reference : references) {
            if (!reference.optional()
                    && !configs.objects().containsKey(PodConfigs.key(reference.kind(), reference.name()))) {
                if (!near.settled()) {
                    return PodSync.NEVER;
                }
                missing = true;
                if (!told) {
                    pod.warn("FailedMount", reference.failedMount(), now);
                }
            }
        }
        if (missing && !told) {
            first.pull = first.pull.next(now);
            first.notBeforeMillis = now + first.pull.delayMillis();
        }
        return missing ? first.notBeforeMillis : now;
    }

    /** Something that the pod names has come or changed: what waits for it is tried at once. */
    static void configured(PodRun pod) {
        for (int i = 0; i < pod.size(); i++) {
            ContainerRun run = pod.container(i);
            boolean waits = run.reason.equals(Words.CREATE_CONTAINER_CONFIG_ERROR)
                    || run.reason.equals(Words.CONTAINER_CREATING)
                    || run.reason.equals(Words.POD_INITIALIZING);
            if (run.phase == ContainerRun.Phase.WAITING && waits) {
                run.notBeforeMillis = 0;
                run.pull = BackOff.NONE;
            }
        }
    }

    /** Turns ErrImagePull into ImagePullBackOff once it has been shown; gives the time when that is due. */
    static long showBackOff(PodRun pod, int i, long now) {
        ContainerRun run = pod.container(i);
        boolean pullError = run.reason.equals(Words.ERR_IMAGE_PULL);
        if (run.phase != ContainerRun.Phase.WAITING || !pullError) {
            return PodSync.NEVER;
        }
        long due = run.pull.updatedMillis() + PULL_ERROR_SHOWN_MILLIS;
        if (now < due) {
            return due;
        }
        String image = pod.spec(i).image();
        run.waiting(
                Words.IMAGE_PULL_BACK_OFF, Words.pullBackOff(image) + ": " + Words.ERR_IMAGE_PULL + ": " + run.message);
        pod.event("Normal", "BackOff", Words.pullBackOff(image), i, now);
        pod.event("Warning", "Failed", "Error: " + Words.IMAGE_PULL_BACK_OFF, i, now);
        return PodSync.NEVER;
    }
}
