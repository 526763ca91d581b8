package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;

/**
 * The engine's figures of one container, of machines with cgroup v1 and with v2. Pure.
 *
 * @param receivedBytes over all its interfaces, -1 when it has none of its own
 */
record ContainerStats(long cpuNanos, long memoryBytes, long receivedBytes, long sentBytes) {

    /** Reads an answer of /containers/x/stats. */
    static ContainerStats of(JsonNode json) {
        long cpu = Json.longAt(json, 0, "cpu_stats", "cpu_usage", "total_usage");
        long usage = Json.longAt(json, 0, "memory_stats", "usage");
        JsonNode parts = json.path("memory_stats").path("stats");
        long v2 = Json.longAt(parts, 0, "inactive_file");
        long inactive = Json.longAt(parts, v2, "total_inactive_file"); // v1 counts children under total_ only
        JsonNode networks = json.path("networks");
        boolean any = networks.isObject() && !networks.isEmpty();
        long received = 0;
        long sent = 0;
        for (JsonNode network : networks) {
            received += Json.longAt(network, 0, "rx_bytes");
            sent += Json.longAt(network, 0, "tx_bytes");
        }
        return new ContainerStats(cpu, Math.max(0, usage - inactive), any ? received : -1, any ? sent : -1);
    }
}
