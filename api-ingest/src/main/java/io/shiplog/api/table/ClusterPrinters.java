package io.shiplog.api.table;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.shiplog.schemas.object.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Nodes, namespaces, events and configuration. */
final class ClusterPrinters {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private ClusterPrinters() {}

    static Map<String, Printer> all() {
        return Map.ofEntries(
                Map.entry("Node", node()),
                Map.entry(
                        "Namespace",
                        Printer.named()
                                .text("Status", o -> Json.textAt(o, "status", "phase"))
                                .age()),
                Map.entry("Event", event()),
                Map.entry(
                        "ConfigMap",
                        Printer.named()
                                .number("Data", o -> keys(o, "data") + keys(o, "binaryData"))
                                .age()),
                Map.entry(
                        "Secret",
                        Printer.named()
                                .text("Type", o -> Json.textAt(o, "type"))
                                .number("Data", o -> keys(o, "data"))
                                .age()),
                Map.entry(
                        "ServiceAccount",
                        Printer.named()
                                .number(
                                        "Secrets",
                                        o -> Json.objectsAt(o, "secrets").size())
                                .age()),
                Map.entry("ResourceQuota", resourceQuota()),
                Map.entry(
                        "Lease",
                        Printer.named()
                                .text("Holder", o -> Json.textAt(o, "spec", "holderIdentity"))
                                .age()),
                Map.entry("PriorityClass", priorityClass()),
                Map.entry(
                        "RuntimeClass",
                        Printer.named()
                                .text("Handler", o -> Json.textAt(o, "handler"))
                                .age()),
                Map.entry("ComponentStatus", componentStatus()),
                Map.entry("DeviceClass", Printer.named().age()),
                Map.entry(
                        "ResourceClaim",
                        Printer.named()
                                .text("State", ClusterPrinters::claimState)
                                .age()));
    }

    private static Printer node() {
        return Printer.named()
                .text("Status", ClusterPrinters::nodeStatus)
                .text("Roles", ClusterPrinters::roles)
                .age()
                .text("Version", o -> nodeInfo(o, "kubeletVersion"))
                .wide("Internal-IP", o -> address(o, "InternalIP"))
                .wide("External-IP", o -> address(o, "ExternalIP"))
                .wide("OS-Image", o -> Texts.or(nodeInfo(o, "osImage"), Ages.UNKNOWN))
                .wide("Kernel-Version", o -> Texts.or(nodeInfo(o, "kernelVersion"), Ages.UNKNOWN))
                .wide("Container-Runtime", o -> Texts.or(nodeInfo(o, "containerRuntimeVersion"), Ages.UNKNOWN));
    }

    private static String nodeStatus(ObjectNode node) {
        String ready = Texts.condition(node, "Ready");
        String text = ready.isEmpty() ? "Unknown" : ready.equals("True") ? "Ready" : "NotReady";
        return Json.flagAt(node, "spec", "unschedulable") ? text + ",SchedulingDisabled" : text;
    }

    private static String roles(ObjectNode node) {
        TreeSet<String> roles = new TreeSet<>();
        Json.mapAt(node, "metadata", "labels").forEach((key, value) -> {
            if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
            } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return Texts.or(String.join(",", roles), Texts.NONE);
    }

    private static String nodeInfo(ObjectNode node, String field) {
        return Json.textAt(node, "status", "nodeInfo", field);
    }

    private static String address(ObjectNode node, String type) {
        for (ObjectNode address : Json.objectsAt(node, "status", "addresses")) {
            if (Json.textAt(address, "type").equals(type)) {
                return Json.textAt(address, "address");
            }
        }
        return Texts.NONE;
    }

    private static Printer event() {
        return Printer.withoutName()
                .timed("Last Seen", ClusterPrinters::lastSeen)
                .text("Type", o -> Json.textAt(o, "type"))
                .text("Reason", o -> Json.textAt(o, "reason"))
                .text("Object", ClusterPrinters::involvedObject)
                .wide("Subobject", o -> Json.textAt(o, "involvedObject", "fieldPath"))
                .wide("Source", ClusterPrinters::source)
                .text("Message", o -> Json.textAt(o, "message").trim())
                .add("First Seen", "string", "", 1, (o, now) -> TextNode.valueOf(firstSeen(o, now)))
                .add("Count", "string", "", 1, (o, now) -> LongNode.valueOf(count(o)))
                .add("Name", "string", "name", 1, (o, now) -> TextNode.valueOf(Json.textAt(o, "metadata", "name")));
    }

    private static String lastSeen(ObjectNode event, Instant now) {
        String time = Texts.or(Json.textAt(event, "series", "lastObservedTime"), Json.textAt(event, "lastTimestamp"));
        return time.isEmpty() ? firstSeen(event, now) : Ages.since(time, now);
    }

    private static String firstSeen(ObjectNode event, Instant now) {
        return Ages.since(Texts.or(Json.textAt(event, "firstTimestamp"), Json.textAt(event, "eventTime")), now);
    }

    private static String involvedObject(ObjectNode event) {
        String kind = Json.textAt(event, "involvedObject", "kind").toLowerCase(Locale.ROOT);
        String name = Json.textAt(event, "involvedObject", "name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectNode event) {
        String component =
                Texts.or(Json.textAt(event, "source", "component"), Json.textAt(event, "reportingComponent"));
        String host = Json.textAt(event, "source", "host");
        return host.isEmpty() ? component : component + ", " + host;
    }

    private static long count(ObjectNode event) {
        long count = Json.longAt(event, Json.longAt(event, 0, "count"), "series", "count");
        return count == 0 ? 1 : count;
    }

    private static Printer resourceQuota() {
        return Printer.named()
                .text("Request", o -> quota(o, false))
                .text("Limit", o -> quota(o, true))
                .age();
    }

    /** "pods: 3/10, requests.cpu: 1/4"; resources that begin with limits. make up the other column. */
    private static String quota(ObjectNode quota, boolean limits) {
        Map<String, String> used = Json.mapAt(quota, "status", "used");
        return new TreeMap<>(Json.mapAt(quota, "status", "hard"))
                .entrySet().stream()
                        .filter(e -> e.getKey().startsWith("limits.") == limits)
                        .map(e -> e.getKey() + ": " + used.getOrDefault(e.getKey(), "0") + "/" + e.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static Printer priorityClass() {
        return Printer.named()
                .integer("Value", o -> Json.longAt(o, 0, "value"))
                .flag("Global-Default", o -> Json.flagAt(o, "globalDefault"))
                .age()
                .text("PreemptionPolicy", o -> Json.textAt(o, "preemptionPolicy"));
    }

    private static Printer componentStatus() {
        return Printer.named()
                .text("Status", ClusterPrinters::health)
                .text("Message", o -> healthy(o, "message"))
                .text("Error", o -> healthy(o, "error"));
    }

    private static String health(ObjectNode component) {
        String status = healthy(component, "status");
        return status.isEmpty() ? "Unknown" : status.equals("True") ? "Healthy" : "Unhealthy";
    }

    private static String healthy(ObjectNode component, String field) {
        List<ObjectNode> conditions = Json.objectsAt(component, "conditions");
        return conditions.stream()
                .filter(c -> Json.textAt(c, "type").equals("Healthy"))
                .map(c -> Json.textAt(c, field))
                .findFirst()
                .orElse("");
    }

    private static String claimState(ObjectNode claim) {
        StringBuilder out = new StringBuilder();
        if (Texts.deleting(claim)) {
            out.append("deleted,");
        }
        if (Json.at(claim, "status", "allocation") != null) {
            out.append("allocated,");
        }
        if (!Json.objectsAt(claim, "status", "reservedFor").isEmpty()) {
            out.append("reserved,");
        }
        return out.isEmpty() ? "pending" : out.substring(0, out.length() - 1);
    }

    private static int keys(ObjectNode object, String field) {
        return Json.mapAt(object, field).size();
    }
}
