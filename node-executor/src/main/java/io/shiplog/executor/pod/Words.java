package io.shiplog.executor.pod;

import java.math.BigDecimal;

/** Kubernetes' words for what happens on a node, in one place. */
final class Words {

    static final String ERR_IMAGE_PULL = "ErrImagePull";
    static final String IMAGE_PULL_BACK_OFF = "ImagePullBackOff";
    static final String CRASH_LOOP_BACK_OFF = "CrashLoopBackOff";
    static final String CREATE_CONTAINER_CONFIG_ERROR = "CreateContainerConfigError";
    static final String CONTAINER_CREATING = "ContainerCreating";
    static final String POD_INITIALIZING = "PodInitializing";

    private Words() {}

    /** The event BackOff of an image. */
    static String pullBackOff(String image) {
        return "Back-off pulling image \"" + image + "\"";
    }

    /**
     * The waiting message of a crash loop, e.g. back-off 1m20s restarting failed container=web pod=web-0_default(uid).
     */
    static String crashBackOff(long delayMillis, String container, PodRef pod) {
        return "back-off " + goSeconds(delayMillis / 1000) + " restarting failed container=" + container + " pod="
                + pod.words();
    }

    /** The event BackOff of a crash loop. */
    static String crashEvent(String container, PodRef pod) {
        return "Back-off restarting failed container " + container + " in pod " + pod.words();
    }

    /** Whole seconds as Go prints a duration: 40s, 1m20s, 5m0s. */
    static String goSeconds(long seconds) {
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }

    /** Milliseconds as Go prints a duration: 850ms, 1.2s, 2m3.5s. */
    static String goMillis(long millis) {
        if (millis < 1000) {
            return millis + "ms";
        }
        String rest =
                BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        return millis < 60_000 ? rest : millis / 60_000 + "m" + rest;
    }
}
