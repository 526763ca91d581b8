package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.schemas.object.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a container's spec asks for beyond running it: probes and hooks. Most containers of a large cluster have none.
 *
 * @param postStart it has a hook that runs after its start
 * @param preStop it has a hook that runs before SIGTERM
 */
public record ContainerCare(
        @Nullable ProbeSpec startup,
        @Nullable ProbeSpec liveness,
        @Nullable ProbeSpec readiness,
        boolean postStart,
        boolean preStop) {

    /** Null when the container asks for nothing of it. */
    static @Nullable ContainerCare of(ObjectNode container) {
        ProbeSpec startup = ProbeSpec.of(container, "startupProbe");
        ProbeSpec liveness = ProbeSpec.of(container, "livenessProbe");
        ProbeSpec readiness = ProbeSpec.of(container, "readinessProbe");
        boolean postStart = Json.at(container, "lifecycle", "postStart") != null;
        boolean preStop = Json.at(container, "lifecycle", "preStop") != null;
        boolean none = startup == null && liveness == null && readiness == null && !postStart && !preStop;
        return none ? null : new ContainerCare(startup, liveness, readiness, postStart, preStop);
    }

    /** The probe of this kind, or null. */
    public @Nullable ProbeSpec probe(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> startup;
            case LIVENESS -> liveness;
            case READINESS -> readiness;
        };
    }

    /** There is something to do while it runs. */
    boolean whileRunning() {
        return startup != null || liveness != null || readiness != null || postStart;
    }
}
