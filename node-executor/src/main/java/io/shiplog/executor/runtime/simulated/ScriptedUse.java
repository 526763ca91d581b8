package io.shiplog.executor.runtime.simulated;

import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.schemas.value.Quantity;
import java.util.List;
import java.util.Map;

/**
 * What a simulated container uses: nothing, unless its pod's annotations simulated.shiplog.io/cpu and /memory say how
 * much each of its containers does.
 */
final class ScriptedUse {

    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    /** A thousandth of a core for a millisecond. */
    private static final long NANOS_PER_MILLI_MILLI = 1_000;

    private ScriptedUse() {}

    static boolean scripted(PodTemplate template) {
        return template.simulation().containsKey(CPU) || template.simulation().containsKey(MEMORY);
    }

    /** Adds what the pod's containers have used since they were started. */
    static void add(SimulatedPod pod, long nowMillis, List<UsageSource.Usage> into) {
        long milli = quantity(pod.template.simulation(), CPU).milli();
        long memory = quantity(pod.template.simulation(), MEMORY).units();
        for (int i = 0; i < pod.containers.length; i++) {
            SimulatedPod.Container slot = pod.containers[i];
            if (slot.slot == SimulatedPod.Slot.RUNNING) {
                long nanos = Math.max(0, nowMillis - slot.startedMillis) * milli * NANOS_PER_MILLI_MILLI;
                String name = pod.template.containers().get(i).name();
                into.add(new UsageSource.Usage(pod.ref, name, slot.attempt, nowMillis, nanos, memory, -1, -1, -1));
            }
        }
    }

    private static Quantity quantity(Map<String, String> settings, String name) {
        try {
            return Quantity.parse(settings.getOrDefault(name, "0"));
        } catch (IllegalArgumentException e) {
            return Quantity.ZERO;
        }
    }
}
