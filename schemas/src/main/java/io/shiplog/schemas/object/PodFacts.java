package io.shiplog.schemas.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.record.PodConfig;
import io.shiplog.schemas.record.PodSummary;
import java.util.List;

/**
 * The few facts of a pod that controllers ask for again and again, so that a set of many pods can be judged without
 * parsing.
 *
 * @param phase status.phase, Pending when unset
 * @param ready condition Ready is True
 * @param readySinceMillis lastTransitionTime of the Ready condition, epoch milliseconds, 0 when unset
 * @param restarts the largest restartCount of its containers
 * @param configs the ConfigMaps and Secrets that it names
 * @param reported digest of its node's report that this version was written for, 0 when somebody else wrote it; not in
 *     the object itself
 */
public record PodFacts(
        String phase,
        boolean ready,
        long readySinceMillis,
        int restarts,
        List<ConfigReference> configs,
        long reported) {

    /** Reads a Pod. */
    public static PodFacts of(ObjectNode pod) {
        String phase = Json.textAt(pod, "status", "phase");
        boolean ready = false;
        long since = 0;
        for (ObjectNode condition : Json.objectsAt(pod, "status", "conditions")) {
            if (Json.textAt(condition, "type").equals("Ready")) {
                ready = Json.textAt(condition, "status").equals("True");
                since = Times.millis(Json.textAt(condition, "lastTransitionTime"));
            }
        }
        int restarts = 0;
        for (ObjectNode status : Json.objectsAt(pod, "status", "containerStatuses")) {
            restarts = Math.max(restarts, (int) Json.longAt(status, 0, "restartCount"));
        }
        List<ConfigReference> configs = ConfigReferences.of(pod.path("spec"));
        return new PodFacts(phase.isEmpty() ? "Pending" : phase, ready, since, restarts, configs, 0);
    }

    /** What a record says of a pod of this phase. */
    static PodFacts of(String phase, PodSummary summary) {
        List<ConfigReference> configs = summary.getConfigs().stream()
                .map(config -> new ConfigReference(
                        Texts.shared(config.getKind()), Texts.shared(config.getName()), config.getOptional()))
                .toList();
        return new PodFacts(
                Texts.shared(phase),
                summary.getReady(),
                summary.getReadySinceMillis(),
                summary.getRestarts(),
                configs,
                summary.getReported());
    }

    /** What can be seen in the object: all but {@link #reported}. */
    public PodFacts seen() {
        return reported(0);
    }

    /** The same of a version that was written for a report. */
    PodFacts reported(long digest) {
        return new PodFacts(phase, ready, readySinceMillis, restarts, configs, digest);
    }

    /** What a record is to say of the pod besides its phase. */
    public PodSummary summary() {
        return new PodSummary(
                ready,
                readySinceMillis,
                restarts,
                configs.stream()
                        .map(config -> new PodConfig(config.kind(), config.name(), config.optional()))
                        .toList(),
                reported);
    }

    /** Succeeded or Failed: it will not run again. */
    public boolean terminal() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Ready for at least minReadySeconds at epoch millisecond now (a pod without a ready time only when that is 0). */
    public boolean available(long minReadySeconds, long nowMillis) {
        if (!ready) {
            return false;
        }
        return minReadySeconds == 0
                || (readySinceMillis != 0 && readySinceMillis + minReadySeconds * 1000 <= nowMillis);
    }
}
