package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Services: ports, type, addresses. */
final class ServiceRules {

    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private ServiceRules() {}

    static void service(ObjectNode tree, Problems problems) {
        JsonNode spec = tree.path("spec");
        String type = Json.textAt(spec, "type");
        if (type.isEmpty()) {
            problems.required("spec.type");
        } else {
            problems.oneOf("spec.type", type, TYPES);
        }
        boolean headless = Json.textAt(spec, "clusterIP").equals("None");
        if (Json.objectsAt(spec, "ports").isEmpty() && !headless && !type.equals("ExternalName")) {
            problems.required("spec.ports");
        }
        if (type.equals("ExternalName")) {
            externalName(spec, problems);
        }
        if (headless && (type.equals("NodePort") || type.equals("LoadBalancer"))) {
            problems.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for " + type + " services");
        }
        ports(spec, type, problems);
        MetadataRules.labels(Json.mapAt(spec, "selector"), "spec.selector", problems);
        problems.oneOfIfSet("spec.sessionAffinity", Json.textAt(spec, "sessionAffinity"), List.of("ClientIP", "None"));
        problems.oneOfIfSet(
                "spec.externalTrafficPolicy", Json.textAt(spec, "externalTrafficPolicy"), List.of("Cluster", "Local"));
    }

    /** An address once given stays, as long as the service keeps having one. */
    static void unchanged(ObjectNode next, ObjectNode current, Problems problems) {
        String before = Json.textAt(current, "spec", "clusterIP");
        String after = Json.textAt(next, "spec", "clusterIP");
        boolean nowNamed = Json.textAt(next, "spec", "type").equals("ExternalName");
        boolean wasNamed = Json.textAt(current, "spec", "type").equals("ExternalName");
        if (!before.isEmpty() && !nowNamed && !wasNamed && !before.equals(after)) {
            List<String> shown = after.isEmpty() ? List.of() : List.of(after);
            problems.invalidShown("spec.clusterIPs[0]", GoText.list(shown), "may not change once set");
        }
    }

    private static void externalName(JsonNode spec, Problems problems) {
        String name = Json.textAt(spec, "externalName");
        if (!Json.textAt(spec, "clusterIP").isEmpty()) {
            problems.forbidden("spec.clusterIPs", "may not be set for ExternalName services");
        }
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (name.isEmpty()) {
            problems.required("spec.externalName");
        } else {
            problems.invalidAll("spec.externalName", name, Names.dns1123Subdomain(host));
        }
    }

    private static void ports(JsonNode spec, String type, Problems problems) {
        List<ObjectNode> ports = Json.objectsAt(spec, "ports");
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            String path = "spec.ports[" + i + "]";
            name(port, path, ports.size() > 1, names, problems);
            problems.port(path + ".port", Json.longAt(port, 0, "port"));
            problems.oneOf(path + ".protocol", Json.textAt(port, "protocol"), PROTOCOLS);
            target(port, path + ".targetPort", problems);
            if (Json.longAt(port, 0, "nodePort") != 0 && (type.equals("ClusterIP") || type.equals("ExternalName"))) {
                problems.forbidden(path + ".nodePort", "may not be used when `type` is '" + type + "'");
            }
            if (!numbers.add(Json.textAt(port, "protocol") + "/" + Json.longAt(port, 0, "port"))) {
                problems.duplicateShown(path, shown(port));
            }
        }
    }

    private static void name(ObjectNode port, String path, boolean needed, Set<String> names, Problems problems) {
        String name = Json.textAt(port, "name");
        if (name.isEmpty()) {
            if (needed) {
                problems.required(path + ".name");
            }
            return;
        }
        problems.invalidAll(path + ".name", name, Names.dns1123Label(name));
        if (!names.add(name)) {
            problems.duplicate(path + ".name", name);
        }
    }

    private static void target(ObjectNode port, String path, Problems problems) {
        JsonNode target = port.path("targetPort");
        if (target.isTextual()) {
            problems.invalidAll(path, target.textValue(), Names.portName(target.textValue()));
        } else if (target.isNumber()) {
            problems.port(path, target.longValue());
        }
    }

    private static String shown(ObjectNode port) {
        return "core.ServicePort{Name:\"\", Protocol:" + Problems.quoted(Json.textAt(port, "protocol"))
                + ", AppProtocol:(*string)(nil), Port:" + Json.longAt(port, 0, "port")
                + ", TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}, NodePort:0}";
    }
}
