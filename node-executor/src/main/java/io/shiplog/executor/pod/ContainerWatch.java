package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import org.jspecify.annotations.Nullable;

/** Hook and probes of one run of a container that has any; others have no such object. */
final class ContainerWatch {

    /** postStart has ended well, or there is none. */
    boolean hooked;

    boolean hookAsked;
    final @Nullable ProbeCount startup;
    final @Nullable ProbeCount liveness;
    final @Nullable ProbeCount readiness;

    private ContainerWatch(@Nullable ContainerCare care, boolean asked) {
        ProbeSpec implied = asked ? ProbeSpec.IMPLIED : null;
        hooked = care == null || !care.postStart();
        startup = count(ProbeKind.STARTUP, care == null ? null : care.startup());
        liveness = count(ProbeKind.LIVENESS, care == null ? null : care.liveness());
        ProbeSpec own = care == null ? null : care.readiness();
        readiness = count(ProbeKind.READINESS, own == null ? implied : own);
    }

    private static @Nullable ProbeCount count(ProbeKind kind, @Nullable ProbeSpec spec) {
        return spec == null ? null : new ProbeCount(kind, spec);
    }

    /**
     * Null when there is nothing to watch.
     *
     * @param asked the runtime wants to be asked for readiness although the spec has no such probe
     */
    static @Nullable ContainerWatch of(ContainerSpec spec, boolean asked) {
        ContainerCare care = spec.care();
        boolean none = !asked && (care == null || !care.whileRunning());
        return none ? null : new ContainerWatch(care, asked);
    }

    @Nullable
    ProbeCount of(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> startup;
            case LIVENESS -> liveness;
            case READINESS -> readiness;
        };
    }

    /** postStart has ended and the startup probe has passed. */
    boolean started() {
        return hooked && (startup == null || startup.held == ProbeCount.Result.SUCCESS);
    }

    /** Started, and the readiness probe passes. */
    boolean ready() {
        return started() && (readiness == null || readiness.held == ProbeCount.Result.SUCCESS);
    }

    /** Puts back what an earlier life of the executor knew. */
    void recall(boolean hookedThen, boolean startedThen, boolean readyThen) {
        hooked |= hookedThen || startedThen;
        if (startup != null && startedThen) {
            startup.held = ProbeCount.Result.SUCCESS;
        }
        if (readiness != null && readyThen) {
            readiness.held = ProbeCount.Result.SUCCESS;
        }
    }
}
