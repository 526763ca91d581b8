package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;

/** Defaults of services; addresses are allocated elsewhere. */
final class ServiceDefaults {

    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    static void service(ObjectNode tree) {
        ObjectNode spec = Absent.object(tree, "spec");
        Absent.text(spec, "type", "ClusterIP");
        affinity(spec);
        for (ObjectNode port : Json.objectsAt(spec, "ports")) {
            Absent.text(port, "protocol", "TCP");
            JsonNode target = port.get("targetPort");
            boolean zero = target != null && target.isInt() && target.intValue() == 0;
            if ((zero || Absent.orEmpty(port, "targetPort")) && port.has("port")) {
                port.set("targetPort", port.get("port"));
            }
        }
        String type = Json.textAt(spec, "type");
        if (type.equals("ExternalName")) {
            return;
        }
        boolean reachable = type.equals("NodePort") || type.equals("LoadBalancer");
        if (reachable) {
            Absent.text(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            Absent.flag(spec, "allocateLoadBalancerNodePorts", true);
        }
        Absent.text(spec, "internalTrafficPolicy", "Cluster");
        Absent.list(spec, "ipFamilies", "IPv4");
        Absent.text(spec, "ipFamilyPolicy", "SingleStack");
        String address = Json.textAt(spec, "clusterIP");
        if (!address.isEmpty()) {
            Absent.list(spec, "clusterIPs", address);
        }
    }

    private static void affinity(ObjectNode spec) {
        Absent.text(spec, "sessionAffinity", "None");
        if (Json.textAt(spec, "sessionAffinity").equals("ClientIP")) {
            Absent.positive(Json.ensure(spec, "sessionAffinityConfig", "clientIP"), "timeoutSeconds", AFFINITY_SECONDS);
        } else {
            spec.remove("sessionAffinityConfig");
        }
    }
}
