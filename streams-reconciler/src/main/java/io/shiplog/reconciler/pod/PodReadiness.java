package io.shiplog.reconciler.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The conditions of a pod as the kubelet derives them from its spec and the statuses of its containers. Pure. */
public final class PodReadiness {

    private PodReadiness() {}

    /** One condition, with the kubelet's reason and message where it has any. */
    public record Verdict(boolean holds, String reason, String message) {

        static final Verdict HOLDS = new Verdict(true, "", "");

        static Verdict not(String reason, String message) {
            return new Verdict(false, reason, message);
        }
    }

    /**
     * ContainersReady: every container, sidecars among them, is ready.
     *
     * @param statuses statuses of all containers, null when none are known at all
     */
    public static Verdict containersReady(JsonNode spec, @Nullable List<ObjectNode> statuses, String phase) {
        if (statuses == null) {
            return Verdict.not("UnknownContainerStatuses", "");
        }
        List<String> names = new ArrayList<>();
        for (ObjectNode container : Json.objectsAt(spec, "initContainers")) {
            if (sidecar(container)) {
                names.add(Json.textAt(container, "name"));
            }
        }
        Json.objectsAt(spec, "containers").forEach(container -> names.add(Json.textAt(container, "name")));
        Split split = Split.of(names, statuses, status -> Json.flagAt(status, "ready"));
        if (split.unknown().isEmpty() && phase.equals("Succeeded")) {
            return Verdict.not("PodCompleted", "");
        }
        if (split.unknown().isEmpty() && phase.equals("Failed")) {
            return Verdict.not("PodFailed", "");
        }
        String message = split.message("unready");
        return message.isEmpty() ? Verdict.HOLDS : Verdict.not("ContainersNotReady", message);
    }

    /**
     * Ready: the containers are, and so is what the readiness gates name.
     *
     * @param conditions all conditions of the pod
     */
    public static Verdict ready(
            JsonNode spec, List<ObjectNode> conditions, @Nullable List<ObjectNode> statuses, String phase) {
        Verdict containers = containersReady(spec, statuses, phase);
        if (!containers.holds()) {
            return containers;
        }
        List<String> unready = new ArrayList<>();
        for (ObjectNode gate : Json.objectsAt(spec, "readinessGates")) {
            String type = Json.textAt(gate, "conditionType");
            ObjectNode condition = conditions.stream()
                    .filter(c -> Json.textAt(c, "type").equals(type))
                    .findFirst()
                    .orElse(null);
            if (condition == null) {
                unready.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
            } else if (!Json.textAt(condition, "status").equals("True")) {
                unready.add("the status of pod readiness gate \"" + type + "\" is not \"True\", but "
                        + Json.textAt(condition, "status"));
            }
        }
        return unready.isEmpty() ? Verdict.HOLDS : Verdict.not("ReadinessGatesNotReady", String.join(", ", unready));
    }

    /** Initialized: init containers have ended well, sidecars have started; once it was so it stays so. */
    public static Verdict initialized(JsonNode spec, @Nullable List<ObjectNode> statuses, String phase) {
        List<ObjectNode> init = Json.objectsAt(spec, "initContainers");
        if (statuses == null) {
            return init.isEmpty() ? Verdict.HOLDS : Verdict.not("UnknownContainerStatuses", "");
        }
        List<String> sidecars = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (ObjectNode container : init) {
            String name = Json.textAt(container, "name");
            names.add(name);
            if (sidecar(container)) {
                sidecars.add(name);
            }
        }
        Split split = Split.of(
                names,
                statuses,
                status -> Json.flagAt(status, sidecars.contains(Json.textAt(status, "name")) ? "started" : "ready"));
        if (split.unknown().isEmpty() && phase.equals("Succeeded")) {
            return new Verdict(true, "PodCompleted", "");
        }
        String message = split.message("incomplete");
        return message.isEmpty() || hasStarted(spec, statuses)
                ? Verdict.HOLDS
                : Verdict.not("ContainersNotInitialized", message);
    }

    /** PodReadyToStartContainers: there is a sandbox that lives and has its network. */
    public static Verdict readyToStart(boolean sandboxLives, String podIp) {
        return sandboxLives && !podIp.isEmpty() ? Verdict.HOLDS : Verdict.not("", "");
    }

    private static boolean sidecar(ObjectNode initContainer) {
        return Json.textAt(initContainer, "restartPolicy").equals("Always");
    }

    private static boolean hasStarted(JsonNode spec, List<ObjectNode> statuses) {
        List<String> names = Json.objectsAt(spec, "containers").stream()
                .map(container -> Json.textAt(container, "name"))
                .toList();
        return statuses.stream()
                .filter(status -> names.contains(Json.textAt(status, "name")))
                .anyMatch(status ->
                        Json.at(status, "state", "running") != null || Json.at(status, "state", "terminated") != null);
    }

    /** Containers without a status, and those whose status does not do. */
    private record Split(List<String> unknown, List<String> wanting) {

        static Split of(List<String> names, List<ObjectNode> statuses, Predicate<ObjectNode> does) {
            Split split = new Split(new ArrayList<>(), new ArrayList<>());
            for (String name : names) {
                ObjectNode status = statuses.stream()
                        .filter(s -> Json.textAt(s, "name").equals(name))
                        .findFirst()
                        .orElse(null);
                if (status == null) {
                    split.unknown.add(name);
                } else if (!does.test(status)) {
                    split.wanting.add(name);
                }
            }
            return split;
        }

        String message(String adjective) {
            List<String> parts = new ArrayList<>();
            if (!unknown.isEmpty()) {
                parts.add("containers with unknown status: [" + String.join(" ", unknown) + "]");
            }
            if (!wanting.isEmpty()) {
                parts.add("containers with " + adjective + " status: [" + String.join(" ", wanting) + "]");
            }
            return String.join(", ", parts);
        }
    }
}
