package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What a pod takes of its node: the larger of all its long-running containers together and any one init container, plus
 * {@code spec.overhead}.
 *
 * @param cpuMillis thousandths of a CPU
 * @param memoryBytes bytes
 */
public record Requests(long cpuMillis, long memoryBytes) {

    /** Nothing. */
    public static final Requests NONE = new Requests(0, 0);

    /** Reads a pod spec; malformed quantities count as nothing (admission has refused them long before). */
    static Requests of(ObjectNode spec) {
        long cpu = 0;
        long memory = 0;
        for (ObjectNode container : Json.objectsAt(spec, "containers")) {
            cpu += cpu(container, "resources", "requests");
            memory += memory(container, "resources", "requests");
        }
        long cpuInit = 0;
        long memoryInit = 0;
        long cpuBeside = 0;
        long memoryBeside = 0;
        for (ObjectNode container : Json.objectsAt(spec, "initContainers")) {
            long c = cpu(container, "resources", "requests");
            long m = memory(container, "resources", "requests");
            if (Json.textAt(container, "restartPolicy").equals("Always")) {
                cpuBeside += c;
                memoryBeside += m;
                cpuInit = Math.max(cpuInit, cpuBeside);
                memoryInit = Math.max(memoryInit, memoryBeside);
            } else {
                cpuInit = Math.max(cpuInit, cpuBeside + c);
                memoryInit = Math.max(memoryInit, memoryBeside + m);
            }
        }
        return new Requests(
                Math.max(cpu + cpuBeside, cpuInit) + cpu(spec, "overhead"),
                Math.max(memory + memoryBeside, memoryInit) + memory(spec, "overhead"));
    }

    private static long cpu(ObjectNode at, String... path) {
        Quantity quantity = quantity(at, "cpu", path);
        return quantity == null ? 0 : quantity.milli();
    }

    private static long memory(ObjectNode at, String... path) {
        Quantity quantity = quantity(at, "memory", path);
        return quantity == null ? 0 : quantity.units();
    }

    private static @Nullable Quantity quantity(ObjectNode at, String resource, String... path) {
        String text = Json.mapAt(at, path).getOrDefault(resource, "");
        try {
            return text.isEmpty() ? null : Quantity.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
