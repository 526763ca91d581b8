package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which run of which container is meant by a request for a pod's log, as API server and kubelet decide it.
 *
 * @param attempt number of the run
 * @param exact false when the newest run up to this number is meant: between two runs the pod's status does not tell
 *     whether the next one has begun
 * @param over the run has ended
 * @param nothingYet the pod has no node: an empty answer
 */
record ContainerLog(String container, int attempt, boolean exact, boolean over, boolean nothingYet) {

    private static final List<String> SPECS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final List<String> STATUSES =
            List.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses");

    /**
     * Decides.
     *
     * @param asked container, empty for the only one
     * @throws StatusException 400 in the words of API server and kubelet
     */
    static ContainerLog of(ObjectNode pod, String asked, boolean previous) {
        String name = Json.textAt(pod, "metadata", "name");
        String container = container(pod, asked, name);
        if (Json.textAt(pod, "spec", "nodeName").isEmpty()) {
            return new ContainerLog(container, 0, true, false, true);
        }
        ObjectNode status = status(pod, container);
        if (status == null) {
            throw waiting(container, name, unreported(pod, container));
        }
        int attempt = (int) Json.longAt(status, 0, "restartCount");
        boolean ran = Json.at(status, "lastState", "terminated") != null;
        boolean running = Json.at(status, "state", "running") != null;
        boolean terminated = Json.at(status, "state", "terminated") != null;
        if (previous) {
            if (!ran) {
                throw StatusException.badRequest(
                        "previous terminated container \"" + container + "\" in pod \"" + name + "\" not found");
            }
            boolean between = !running && !terminated;
            return new ContainerLog(container, between ? attempt : Math.max(0, attempt - 1), !between, true, false);
        }
        if (running || terminated) {
            return new ContainerLog(container, attempt, true, terminated, false);
        }
        if (ran) {
            return new ContainerLog(container, attempt, false, true, false);
        }
        throw waiting(container, name, Json.textAt(status, "state", "waiting", "reason"));
    }

    private static String container(ObjectNode pod, String asked, String name) {
        List<String> regular = names(pod, "containers");
        List<String> all = new ArrayList<>();
        SPECS.forEach(list -> all.addAll(names(pod, list)));
        if (!asked.isEmpty()) {
            if (!all.contains(asked)) {
                throw StatusException.badRequest("container " + asked + " is not valid for pod " + name);
            }
            return asked;
        }
        if (regular.size() == 1) {
            return regular.get(0);
        }
        String choice = all.isEmpty() ? "" : ", choose one of: [" + String.join(" ", all) + "]";
        throw StatusException.badRequest("a container name must be specified for pod " + name + choice);
    }

    private static List<String> names(ObjectNode pod, String list) {
        return Json.objectsAt(pod, "spec", list).stream()
                .map(container -> Json.textAt(container, "name"))
                .toList();
    }

    private static @Nullable ObjectNode status(ObjectNode pod, String container) {
        return STATUSES.stream()
                .flatMap(list -> Json.objectsAt(pod, "status", list).stream())
                .filter(status -> Json.textAt(status, "name").equals(container))
                .findFirst()
                .orElse(null);
    }

    /** What a kubelet would have said before anything was reported. */
    private static String unreported(ObjectNode pod, String container) {
        boolean afterOthers = names(pod, "containers").contains(container)
                && !names(pod, "initContainers").isEmpty();
        return afterOthers ? "PodInitializing" : "ContainerCreating";
    }

    private static StatusException waiting(String container, String pod, String reason) {
        String why = switch (reason) {
            case "ErrImagePull" -> ": image can't be pulled";
            case "ImagePullBackOff" -> ": trying and failing to pull image";
            case "" -> " - no logs yet";
            default -> ": " + reason;
        };
        return StatusException.badRequest(
                "container \"" + container + "\" in pod \"" + pod + "\" is waiting to start" + why);
    }
}
