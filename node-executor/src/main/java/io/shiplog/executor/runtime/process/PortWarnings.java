package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.runtime.Observation.Warned;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says at which of the ports that it declares a container cannot listen, since somebody else does. */
final class PortWarnings {

    private PortWarnings() {}

    /**
     * One warning a port.
     *
     * @param consequence for the container, for the user
     */
    static List<Warned> of(PodRecord pod, int container, String consequence, long nowMillis) {
        ContainerSpec spec = pod.template().containers().get(container);
        Set<Integer> declared = new TreeSet<>();
        for (ObjectNode port : Json.objectsAt(spec.json(), "ports")) {
            declared.add((int) Json.longAt(port, 0, "containerPort"));
        }
        if (declared.isEmpty()) {
            return List.of();
        }
        List<Warned> out = new ArrayList<>();
        ListeningPorts.at(pod.address()).forEach((port, every) -> {
            if (declared.contains(port)) {
                String message = "Port " + port + " of container " + spec.name() + " is taken on this machine, where"
                        + " somebody listens on it at " + (every ? "every address: " : pod.address() + ": ")
                        + consequence + ". "
                        + (every
                                ? "Pods share the machine's network: let each listen at its own address, $POD_IP"
                                : "Give the container another port");
                out.add(new Warned(pod.ref().node(), pod.ref().uid(), nowMillis, "PortConflict", message));
            }
        });
        return out;
    }
}
