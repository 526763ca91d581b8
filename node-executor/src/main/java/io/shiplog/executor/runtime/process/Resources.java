package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.lang.management.ManagementFactory;

/** A container's resources in the kernel's terms. */
final class Resources {

    private static final int GUARANTEED = -997;
    private static final int BEST_EFFORT = 1000;
    /** Between the two: nothing burstable is killed before best effort, or after guaranteed. */
    private static final int BURSTABLE_MIN = 1000 + GUARANTEED;

    private Resources() {}

    static Cgroups.Limits limits(ObjectNode container) {
        return new Cgroups.Limits(
                milli(container, "limits", "cpu"),
                milli(container, "limits", "memory") / 1000,
                milli(container, "requests", "cpu"));
    }

    /** As the kubelet sets it (pkg/kubelet/qos/policy.go). */
    static int oomScoreAdj(PodTemplate pod, ObjectNode container, long machineBytes) {
        boolean guaranteed = true;
        boolean any = false;
        for (ContainerSpec spec : pod.containers()) {
            for (String resource : new String[] {"cpu", "memory"}) {
                long limit = milli(spec.json(), "limits", resource);
                long request = milli(spec.json(), "requests", resource);
                any |= limit > 0 || request > 0;
                guaranteed &= limit > 0 && (request == 0 || request == limit);
            }
        }
        if (!any) {
            return BEST_EFFORT;
        }
        if (guaranteed) {
            return GUARANTEED;
        }
        long request = milli(container, "requests", "memory") / 1000;
        long adjust = 1000 - 1000 * request / Math.max(1, machineBytes);
        return (int) Math.min(BEST_EFFORT - 1, Math.max(BURSTABLE_MIN, adjust));
    }

    static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 1;
    }

    private static long milli(ObjectNode container, String kind, String resource) {
        String text = Json.mapAt(container, "resources", kind).getOrDefault(resource, "");
        try {
            return text.isEmpty() ? 0 : Quantity.parse(text).milli();
        } catch (IllegalArgumentException e) {
            return 0; // admission has refused it long before
        }
    }
}
