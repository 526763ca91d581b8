package io.shiplog.executor.runtime.process;

import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.PortMapping;
import io.shiplog.executor.runtime.Observation.Warned;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a container's spec a process goes without. It runs all the same, so this is no refusal, but its owner has to
 * know: each is an event of type Warning that tells what to do.
 */
final class Shortfalls {

    private Shortfalls() {}

    /** One warning for each, those of the pod as a whole with its first container. */
    static List<Warned> of(PodRecord pod, int container, long nowMillis) {
        PodTemplate template = pod.template();
        ContainerSpec spec = template.containers().get(container);
        List<Warned> out = new ArrayList<>();
        if (Json.flagAt(spec.json(), "tty")) {
            out.add(warned(
                    pod,
                    nowMillis,
                    "TTYNotSupported",
                    "Container " + spec.name() + " asks for a terminal (tty), which processes do not get: it runs"
                            + " without one. Use kubectl exec -it for a terminal, or a node with a container engine"));
        }
        for (PortMapping port : PortMapping.of(spec.json())) {
            if (port.hostPort() != port.containerPort() && !template.hostNetwork()) {
                out.add(warned(pod, nowMillis, "HostPortNotSupported", forwarded(spec, port)));
            }
        }
        if (container == 0 && !template.json().path("dnsConfig").isEmpty()) {
            out.add(warned(
                    pod,
                    nowMillis,
                    "DNSConfigNotSupported",
                    "dnsConfig is not applied: processes resolve names as this machine does. Use a node with a"
                            + " container engine"));
        }
        return out;
    }

    private static String forwarded(ContainerSpec spec, PortMapping port) {
        return "Port " + port.hostPort() + " of the node does not lead to port " + port.containerPort()
                + " of container " + spec.name() + ": processes share the machine's network, and nothing is forwarded."
                + " Let it listen at port " + port.hostPort() + " of every address and set containerPort to "
                + port.hostPort() + ", or use a node with a container engine";
    }

    private static Warned warned(PodRecord pod, long nowMillis, String reason, String message) {
        return new Warned(pod.ref().node(), pod.ref().uid(), nowMillis, reason, message);
    }
}
