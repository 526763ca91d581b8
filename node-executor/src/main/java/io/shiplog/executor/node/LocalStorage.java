package io.shiplog.executor.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.pressure.PodUse;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;

/**
 * Limits of what a pod may put on its node's disk. No kernel holds them, so that a pod beyond one is evicted; in this
 * order and these words by the kubelet (pkg/kubelet/eviction).
 */
final class LocalStorage {

    private static final String RESOURCE = "ephemeral-storage";

    private LocalStorage() {}

    /** Which limit a pod has exceeded, as its status.message, or empty. */
    static String exceeded(PodTemplate pod, PodUse.Measured use) {
        for (ObjectNode volume : Json.objectsAt(pod.json(), "volumes")) {
            String name = Json.textAt(volume, "name");
            JsonNode limit = Json.at(volume, "emptyDir", "sizeLimit");
            if (limit != null && beyond(use.emptyDirs().getOrDefault(name, 0L), Quantity.of(limit))) {
                return "Usage of EmptyDir volume \"" + name + "\" exceeds the limit \"" + Quantity.of(limit) + "\". ";
            }
        }
        Quantity total = total(pod);
        if (beyond(use.diskBytes(), total)) {
            return "Pod ephemeral local storage usage exceeds the total limit of containers " + total + ". ";
        }
        for (ContainerSpec container : pod.containers()) {
            Quantity limit = limit(container);
            if (beyond(use.containers().getOrDefault(container.name(), 0L), limit)) {
                return "Container " + container.name() + " exceeded its local ephemeral storage limit \"" + limit
                        + "\". ";
            }
        }
        return "";
    }

    /** Init containers run before the others, so the largest of them counts. */
    private static Quantity total(PodTemplate pod) {
        Quantity sum = Quantity.ZERO;
        Quantity before = Quantity.ZERO;
        for (ContainerSpec container : pod.containers()) {
            Quantity limit = limit(container);
            if (container.init() && !container.sidecar()) {
                before = limit.compareTo(before) > 0 ? limit : before;
            } else {
                sum = sum.add(limit);
            }
        }
        return before.compareTo(sum) > 0 ? before : sum;
    }

    private static Quantity limit(ContainerSpec container) {
        JsonNode limit = Json.at(container.json(), "resources", "limits", RESOURCE);
        return limit == null ? Quantity.ZERO : Quantity.of(limit);
    }

    private static boolean beyond(long bytes, Quantity limit) {
        return limit.signum() > 0 && bytes > limit.units();
    }
}
