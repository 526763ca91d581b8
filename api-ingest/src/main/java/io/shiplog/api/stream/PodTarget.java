package io.shiplog.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.List;

/** The pod that a stream leads into, as its executor needs it named. */
record PodTarget(String namespace, String name, String uid, String node) {

    /** Of a pod. Throws StatusException 400 when it is on no node yet. */
    static PodTarget of(ObjectNode pod) {
        String name = Json.textAt(pod, "metadata", "name");
        String node = Json.textAt(pod, "spec", "nodeName");
        if (node.isEmpty()) {
            throw StatusException.badRequest("pod " + name + " does not have a host assigned");
        }
        return new PodTarget(
                Json.textAt(pod, "metadata", "namespace"), name, Json.textAt(pod, "metadata", "uid"), node);
    }

    /**
     * The container meant: the one asked for, or the only one there is. Throws StatusException 400, worded as
     * Kubernetes does.
     */
    static String container(ObjectNode pod, String asked) {
        String name = Json.textAt(pod, "metadata", "name");
        List<String> containers = names(pod, "containers");
        List<String> init = names(pod, "initContainers");
        if (!asked.isEmpty()) {
            boolean there = containers.contains(asked)
                    || init.contains(asked)
                    || names(pod, "ephemeralContainers").contains(asked);
            if (!there) {
                throw StatusException.badRequest("container " + asked + " is not valid for pod " + name);
            }
            return asked;
        }
        if (containers.size() == 1) {
            return containers.get(0);
        }
        String words = "a container name must be specified for pod " + name;
        if (!containers.isEmpty()) {
            words += ", choose one of: [" + String.join(" ", containers) + "]";
            words += init.isEmpty() ? "" : " or one of the init containers: [" + String.join(" ", init) + "]";
        }
        throw StatusException.badRequest(words);
    }

    private static List<String> names(ObjectNode pod, String field) {
        return Json.objectsAt(pod, "spec", field).stream()
                .map(container -> Json.textAt(container, "name"))
                .toList();
    }
}
