package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pod asks of a node: the sum over its containers, or the largest init container if that is more, plus overhead.
 * Init containers with restartPolicy Always (sidecars) keep running, so they count beside the containers and beside
 * every
 * init container that starts after them. spec.resources (requests of the whole pod) replaces what the containers add
 * up to.
 */
public final class PodRequests {

    /** What a container without a cpu request is taken for when nodes are scored, in millicores. */
    public static final long DEFAULT_CPU_MILLI = 100;
    /** What a container without a memory request is taken for when nodes are scored, in bytes. */
    public static final long DEFAULT_MEMORY_BYTES = 200L * 1024 * 1024;

    private PodRequests() {}

    /** Amounts asked by a pod; with scoringDefaults a container that states no cpu or memory asks the defaults. */
    public static long[] total(JsonNode spec, ResourceIndex index, boolean scoringDefaults) {
        long[] running = new long[ResourceIndex.FIRST_SCALAR];
        for (ObjectNode container : Json.objectsAt(spec, "containers")) {
            running = ResourceIndex.plus(running, container(container, index, scoringDefaults));
        }
        long[] sidecars = new long[ResourceIndex.FIRST_SCALAR];
        long[] starting = new long[ResourceIndex.FIRST_SCALAR];
        for (ObjectNode container : Json.objectsAt(spec, "initContainers")) {
            long[] asks = ResourceIndex.plus(sidecars, container(container, index, scoringDefaults));
            if (Json.textAt(container, "restartPolicy").equals("Always")) {
                sidecars = asks;
            }
            starting = ResourceIndex.max(starting, asks);
        }
        long[] out = ResourceIndex.max(ResourceIndex.plus(running, sidecars), starting);
        JsonNode whole = Json.at(spec, "resources", "requests");
        if (whole != null) {
            long[] stated = index.amounts(whole);
            whole.fieldNames().forEachRemaining(name -> set(out, stated, index.of(name)));
        }
        return ResourceIndex.plus(out, index.amounts(Json.at(spec, "overhead")));
    }

    private static void set(long[] out, long[] stated, int resource) {
        if (resource < out.length) {
            out[resource] = ResourceIndex.at(stated, resource);
        }
    }

    private static long[] container(ObjectNode container, ResourceIndex index, boolean scoringDefaults) {
        JsonNode requests = Json.at(container, "resources", "requests");
        long[] out = index.amounts(requests);
        if (scoringDefaults) {
            out[ResourceIndex.CPU] = withDefault(requests, "cpu");
            out[ResourceIndex.MEMORY] = withDefault(requests, "memory");
        }
        return out;
    }

    /**
     * What a container's requests ask of one resource when nodes are scored: an unstated cpu or memory is the default.
     */
    public static long withDefault(@Nullable JsonNode requests, String resource) {
        if (requests != null && requests.has(resource)) {
            return ResourceIndex.amount(resource, requests.get(resource));
        }
        return List.of(DEFAULT_CPU_MILLI, DEFAULT_MEMORY_BYTES, 0L)
                .get(resource.equals("cpu") ? 0 : resource.equals("memory") ? 1 : 2);
    }
}
