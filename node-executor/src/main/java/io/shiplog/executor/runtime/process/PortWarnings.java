package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.runtime.Observation.Warned;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says which ports that a container declares nobody else on this machine can listen at. */
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
        declared.retainAll(ListeningPorts.everywhere());
        List<Warned> out = new ArrayList<>();
        for (int port : declared) {
            String message = "Port " + port + " of container " + spec.name() + ""
                    + " is taken on this machine, where somebody"
                    + " listens on it at every address: " + consequence
                    + ". Pods share the machine's network: let each listen at its own address, $POD_IP";
            out.add(new Warned(pod.ref().node(), pod.ref().uid(), nowMillis, "PortConflict", message));
        }
        return out;
    }
}
