package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.HostConfig;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.util.List;
import java.util.Map;

/** Requests and limits in the engine's terms, by the kubelet's rules. */
final class Limits {

    /** oom_score_adj of sandboxes, as the kubelet's. */
    static final int SANDBOX_OOM_SCORE = -998;

    private static final int GUARANTEED_OOM_SCORE = -997;
    private static final int BEST_EFFORT_OOM_SCORE = 1000;
    private static final long PERIOD_MICROS = 100_000;
    private static final long QUOTA_MICROS_MIN = 1_000;
    private static final int SHARES_PER_CPU = 1024;
    private static final int SHARES_MIN = 2;
    private static final int SHARES_MAX = 262_144;
    /** Processes of one container: enough for any server, too few to take the machine down. */
    private static final long PIDS_MAX = 8192;

    private Limits() {}

    /** Fills in everything but the score for when memory runs out. */
    static void apply(HostConfig host, ContainerSpec spec) {
        long cpu = milli(spec.json(), "limits", "cpu");
        if (cpu > 0) {
            // By quota and period: not every engine knows NanoCpus.
            host.withCpuPeriod(PERIOD_MICROS).withCpuQuota(Math.max(QUOTA_MICROS_MIN, cpu * PERIOD_MICROS / 1000));
        }
        boolean asks = !text(spec.json(), "requests", "cpu").isEmpty();
        long share = (asks ? milli(spec.json(), "requests", "cpu") : cpu) * SHARES_PER_CPU / 1000;
        host.withCpuShares((int) Math.min(SHARES_MAX, Math.max(SHARES_MIN, share)));
        long memory = bytes(spec.json(), "limits");
        if (memory > 0) {
            // As written, also when it is below the least that engines take: the refusal says what that is.
            host.withMemory(memory).withMemorySwap(memory);
        }
        host.withPidsLimit(PIDS_MAX);
    }

    /**
     * oom_score_adj: Guaranteed pods go last, BestEffort ones first, Burstable ones by how little they asked for.
     *
     * @param machineBytes memory of the machine, which says what a request is worth
     */
    static int oomScore(PodTemplate template, ContainerSpec spec, long machineBytes) {
        boolean any = false;
        boolean guaranteed = true;
        for (ContainerSpec each : template.containers()) {
            for (String resource : List.of("cpu", "memory")) {
                long request = milli(each.json(), "requests", resource);
                long limit = milli(each.json(), "limits", resource);
                any |= request > 0 || limit > 0;
                guaranteed &= limit > 0
                        && (request == limit
                                || text(each.json(), "requests", resource).isEmpty());
            }
        }
        if (!any) {
            return BEST_EFFORT_OOM_SCORE;
        }
        if (guaranteed) {
            return GUARANTEED_OOM_SCORE;
        }
        long share = machineBytes <= 0 ? 0 : 1000 * bytes(spec.json(), "requests") / machineBytes;
        long least = 1000 + GUARANTEED_OOM_SCORE;
        return (int) Math.min(BEST_EFFORT_OOM_SCORE - 1, Math.max(least, 1000 - share));
    }

    private static long bytes(ObjectNode container, String kind) {
        return milli(container, kind, "memory") / 1000;
    }

    private static String text(ObjectNode container, String kind, String resource) {
        Map<String, String> values = Json.mapAt(container, "resources", kind);
        return values.getOrDefault(resource, "");
    }

    private static long milli(ObjectNode container, String kind, String resource) {
        String text = text(container, kind, resource);
        try {
            return text.isEmpty() ? 0 : Quantity.parse(text).milli();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
