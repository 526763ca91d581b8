package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A port of the node that leads to a port of a container.
 *
 * @param protocol TCP, UDP or SCTP
 * @param hostIp address of the node, empty for all
 */
public record PortMapping(String protocol, int containerPort, int hostPort, String hostIp) {

    /**
     * The mappings of a container, in order. As in the kubelet the second of two ports of one name, or of two that are
     * the same in everything, is dropped.
     */
    public static List<PortMapping> of(ObjectNode container) {
        Map<Object, PortMapping> out = new LinkedHashMap<>();
        for (ObjectNode port : Json.objectsAt(container, "ports")) {
            String protocol = Json.textAt(port, "protocol");
            PortMapping mapping = new PortMapping(
                    protocol.isEmpty() ? "TCP" : protocol,
                    (int) Json.longAt(port, 0, "containerPort"),
                    (int) Json.longAt(port, 0, "hostPort"),
                    Json.textAt(port, "hostIP"));
            String name = Json.textAt(port, "name");
            if (mapping.hostPort > 0) {
                out.putIfAbsent(name.isEmpty() ? mapping : name, mapping);
            }
        }
        return List.copyOf(out.values());
    }
}
