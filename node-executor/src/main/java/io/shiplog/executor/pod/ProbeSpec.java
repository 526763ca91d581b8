package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import org.jspecify.annotations.Nullable;

/**
 * When a probe of a container is carried out and what counts (v1.Probe with its defaults put in). How it is carried out
 * is the runtime's to read.
 *
 * @param initialDelayMillis from the container's start to the first time
 * @param periodMillis from one time to the next
 * @param timeoutMillis a longer answer is a failure
 * @param successThreshold so many successes in a row make a success
 * @param failureThreshold so many failures in a row make a failure
 * @param graceSeconds grace period of a container that fails it, or -1 for the pod's
 * @param silent failures are not worth an event: nobody wrote this probe
 */
public record ProbeSpec(
        long initialDelayMillis,
        long periodMillis,
        long timeoutMillis,
        int successThreshold,
        int failureThreshold,
        long graceSeconds,
        boolean silent) {

    /** For a container without a readiness probe whose runtime says that readiness has to be asked for. */
    static final ProbeSpec IMPLIED = new ProbeSpec(0, 1_000, 1_000, 1, 1, -1, true);

    private static final long PERIOD_SECONDS = 10;
    private static final long TIMEOUT_SECONDS = 1;
    private static final long SUCCESS_THRESHOLD = 1;
    private static final long FAILURE_THRESHOLD = 3;

    /** Reads one probe of a container, null when it has none of this name. */
    static @Nullable ProbeSpec of(ObjectNode container, String field) {
        JsonNode probe = Json.at(container, field);
        if (probe == null || !probe.isObject()) {
            return null;
        }
        return new ProbeSpec(
                Json.longAt(probe, 0, "initialDelaySeconds") * 1000,
                positive(probe, "periodSeconds", PERIOD_SECONDS) * 1000,
                positive(probe, "timeoutSeconds", TIMEOUT_SECONDS) * 1000,
                (int) positive(probe, "successThreshold", SUCCESS_THRESHOLD),
                (int) positive(probe, "failureThreshold", FAILURE_THRESHOLD),
                Json.longAt(probe, -1, "terminationGracePeriodSeconds"),
                false);
    }

    private static long positive(JsonNode probe, String field, long absent) {
        long value = Json.longAt(probe, absent, field);
        return value > 0 ? value : absent;
    }
}
