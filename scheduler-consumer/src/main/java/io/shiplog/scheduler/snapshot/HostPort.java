package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A port of the node that a container takes. An empty protocol is TCP, an empty address every address. */
public record HostPort(String protocol, String ip, int port) {

    private static final String ANY = "0.0.0.0";

    public HostPort {
        protocol = protocol.isEmpty() ? "TCP" : protocol;
        ip = ip.isEmpty() ? ANY : ip;
    }

    /** The host ports of a pod's containers and sidecars. */
    public static HostPort[] of(JsonNode spec) {
        List<ObjectNode> containers = new ArrayList<>(Json.objectsAt(spec, "containers"));
        for (ObjectNode init : Json.objectsAt(spec, "initContainers")) {
            if (Json.textAt(init, "restartPolicy").equals("Always")) {
                containers.add(init);
            }
        }
        List<HostPort> out = new ArrayList<>();
        for (ObjectNode container : containers) {
            for (ObjectNode port : Json.objectsAt(container, "ports")) {
                int number = (int) Json.longAt(port, 0, "hostPort");
                if (number > 0) {
                    out.add(new HostPort(Json.textAt(port, "protocol"), Json.textAt(port, "hostIP"), number));
                }
            }
        }
        return out.toArray(HostPort[]::new);
    }

    static void write(SnapshotWriter out, HostPort port) throws IOException {
        out.word(port.protocol);
        out.word(port.ip);
        out.number(port.port);
    }

    static HostPort read(SnapshotReader in) throws IOException {
        return new HostPort(in.word(), in.word(), (int) in.number());
    }

    /** Is one of the taken ports in the way? 0.0.0.0 is in the way of every address; port 0 never conflicts. */
    public boolean conflicts(List<HostPort> taken) {
        if (port <= 0) {
            return false;
        }
        for (HostPort other : taken) {
            if (other.port == port
                    && other.protocol.equals(protocol)
                    && (other.ip.equals(ip) || ip.equals(ANY) || other.ip.equals(ANY))) {
                return true;
            }
        }
        return false;
    }
}
