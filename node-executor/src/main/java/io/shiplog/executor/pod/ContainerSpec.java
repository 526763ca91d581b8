package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One container of a template.
 *
 * @param name container name
 * @param image image as written
 * @param pullPolicy when to pull
 * @param init true for init containers, sidecars included
 * @param sidecar an init container with restartPolicy Always: runs beside the others once it has started
 * @param policy what happens when it ends: its own restartPolicy, else what follows from the pod's
 * @param restartOn exit codes after which it runs again whatever the policy (restartPolicyRules)
 * @param care probes and hooks, null without any
 * @param json the container as in the Pod, less what no runtime reads; shared, not to be changed
 */
public record ContainerSpec(
        String name,
        String image,
        PullPolicy pullPolicy,
        boolean init,
        boolean sidecar,
        RestartPolicy policy,
        List<Integer> restartOn,
        @Nullable ContainerCare care,
        ObjectNode json) {

    /** Reads a container of a pod with this restart policy. */
    static ContainerSpec of(ObjectNode json, boolean init, RestartPolicy ofPod) {
        String image = Json.textAt(json, "image");
        String own = Json.textAt(json, "restartPolicy");
        // An init container of a pod that restarts Always is done once it has ended well.
        RestartPolicy inherited = init && ofPod == RestartPolicy.ALWAYS ? RestartPolicy.ON_FAILURE : ofPod;
        return new ContainerSpec(
                Json.textAt(json, "name"),
                image,
                PullPolicy.of(Json.textAt(json, "imagePullPolicy"), image),
                init,
                init && own.equals("Always"),
                own.isEmpty() ? inherited : RestartPolicy.of(own),
                restartOn(json),
                ContainerCare.of(json),
                json);
    }

    private static List<Integer> restartOn(ObjectNode json) {
        List<Integer> codes = new ArrayList<>();
        for (ObjectNode rule : Json.objectsAt(json, "restartPolicyRules")) {
            if (Json.textAt(rule, "action").equals("Restart")
                    && Json.textAt(rule, "exitCodes", "operator").equals("In")) {
                rule.path("exitCodes").path("values").forEach(code -> codes.add(code.asInt()));
            }
        }
        return List.copyOf(codes);
    }

    /** True when it is to run again after it has ended with this exit code. */
    public boolean restarts(int exitCode) {
        return restartOn.contains(exitCode) || policy.restarts(exitCode);
    }

    /** As events name it: spec.containers{nginx} or spec.initContainers{setup}. */
    public String fieldPath() {
        return (init ? "spec.initContainers{" : "spec.containers{") + name + "}";
    }
}
