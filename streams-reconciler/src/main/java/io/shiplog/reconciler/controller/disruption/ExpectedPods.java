package io.shiplog.reconciler.controller.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.reconciler.controller.common.Owners;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many pods those who control some pods want: the sum of spec.replicas over the distinct controllers, where a
 * Deployment stands for its ReplicaSets.
 *
 * @param count the sum
 * @param unmanaged pods that nobody controls
 * @param error why it cannot be told, or empty
 */
record ExpectedPods(int count, List<String> unmanaged, String error) {

    static ExpectedPods of(Collection<KubeObject> pods, ClusterView view) {
        Map<String, Integer> scales = new LinkedHashMap<>();
        List<String> unmanaged = new ArrayList<>();
        String ownerBefore = "";
        for (KubeObject pod : pods) {
            if (pod.ownerUid().isEmpty()) {
                unmanaged.add(pod.name());
            } else if (!pod.ownerUid().equals(ownerBefore)) {
                // Neighbours in the order of names mostly have one owner: it is looked up once.
                ownerBefore = pod.ownerUid();
                KubeObject scaled = scaled(pod, view);
                if (scaled == null) {
                    return new ExpectedPods(0, unmanaged, "found no controllers for pod \"" + pod.name() + "\"");
                }
                scales.put(
                        scaled.uid(),
                        scaled.tree().path("spec").path("replicas").intValue());
            }
        }
        int sum = scales.values().stream().mapToInt(Integer::intValue).sum();
        return new ExpectedPods(sum, unmanaged, "");
    }

    /** The object that says how many such pods there shall be, or null. */
    private static @Nullable KubeObject scaled(KubeObject pod, ClusterView view) {
        KubeObject controller = controller(pod, view);
        if (controller != null && controller.key().equals(Kinds.REPLICA_SET.key(pod.namespace(), controller.name()))) {
            KubeObject deployment = controller(controller, view);
            if (deployment != null && deployment.kind().equals(Kinds.DEPLOYMENT.kind())) {
                controller = deployment;
            }
        }
        if (controller == null) {
            return null;
        }
        JsonNode replicas = Json.at(controller.tree(), "spec", "replicas");
        return replicas == null || !replicas.isNumber() ? null : controller;
    }

    private static @Nullable KubeObject controller(KubeObject child, ClusterView view) {
        ObjectKey key = Owners.controllerKey(child);
        KubeObject found = key == null ? null : view.get(key);
        return found == null || !found.uid().equals(child.ownerUid()) ? null : found;
    }
}
