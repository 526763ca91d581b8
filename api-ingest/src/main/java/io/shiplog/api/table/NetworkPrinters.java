package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Services, their endpoints, and ways in. */
final class NetworkPrinters {

    private NetworkPrinters() {}

    static Map<String, Printer> all() {
        return Map.of(
                "Service", service(),
                "Endpoints",
                        Printer.named()
                                .text("Endpoints", NetworkPrinters::endpoints)
                                .age(),
                "EndpointSlice", endpointSlice(),
                "Ingress", ingress(),
                "IngressClass", ingressClass(),
                "NetworkPolicy",
                        Printer.named()
                                .text("Pod-Selector", o -> Texts.selector(Json.at(o, "spec", "podSelector")))
                                .age(),
                "ServiceCIDR",
                        Printer.named()
                                .text("CIDRs", o -> String.join(",", Json.textsAt(o, "spec", "cidrs")))
                                .age(),
                "IPAddress",
                        Printer.named()
                                .text("ParentRef", NetworkPrinters::parent)
                                .age());
    }

    private static Printer service() {
        return Printer.named()
                .text("Type", o -> Json.textAt(o, "spec", "type"))
                .text("Cluster-IP", NetworkPrinters::clusterIp)
                .text("External-IP", NetworkPrinters::externalIp)
                .text("Port(s)", NetworkPrinters::ports)
                .age()
                .wide("Selector", o -> Texts.labels(Json.mapAt(o, "spec", "selector")));
    }

    private static String clusterIp(ObjectNode service) {
        List<String> all = Json.textsAt(service, "spec", "clusterIPs");
        return Texts.or(all.isEmpty() ? Json.textAt(service, "spec", "clusterIP") : all.get(0), Texts.NONE);
    }

    private static String externalIp(ObjectNode service) {
        List<String> external = Json.textsAt(service, "spec", "externalIPs");
        return switch (Json.textAt(service, "spec", "type")) {
            case "ClusterIP", "NodePort" -> external.isEmpty() ? Texts.NONE : String.join(",", external);
            case "LoadBalancer" -> {
                List<String> all = new ArrayList<>();
                String balancer = loadBalancer(service);
                if (!balancer.isEmpty()) {
                    all.add(balancer);
                }
                all.addAll(external);
                yield all.isEmpty() ? "<pending>" : String.join(",", all);
            }
            case "ExternalName" -> Json.textAt(service, "spec", "externalName");
            default -> Ages.UNKNOWN;
        };
    }

    /** Addresses of the load balancer, sorted, each once; whole, because Tables are always made for wide output. */
    private static String loadBalancer(ObjectNode object) {
        TreeSet<String> addresses = new TreeSet<>();
        for (ObjectNode ingress : Json.objectsAt(object, "status", "loadBalancer", "ingress")) {
            String address = Texts.or(Json.textAt(ingress, "ip"), Json.textAt(ingress, "hostname"));
            if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
        return String.join(",", addresses);
    }

    private static String ports(ObjectNode service) {
        String all = Json.objectsAt(service, "spec", "ports").stream()
                .map(port -> {
                    long node = Json.longAt(port, 0, "nodePort");
                    return Json.longAt(port, 0, "port") + (node > 0 ? ":" + node : "") + "/"
                            + Json.textAt(port, "protocol");
                })
                .collect(Collectors.joining(","));
        return Texts.or(all, Texts.NONE);
    }

    private static String endpoints(ObjectNode endpoints) {
        List<String> all = new ArrayList<>();
        for (ObjectNode subset : Json.objectsAt(endpoints, "subsets")) {
            List<ObjectNode> ports = Json.objectsAt(subset, "ports");
            List<ObjectNode> addresses = Json.objectsAt(subset, "addresses");
            if (ports.isEmpty()) {
                addresses.forEach(address -> all.add(Json.textAt(address, "ip")));
            }
            for (ObjectNode port : ports) {
                for (ObjectNode address : addresses) {
                    all.add(hostPort(Json.textAt(address, "ip"), Json.longAt(port, 0, "port")));
                }
            }
        }
        return Texts.listed(all, Json.objectsAt(endpoints, "subsets").isEmpty() ? Texts.NONE : "");
    }

    /** IPv6 addresses stand in brackets. */
    private static String hostPort(String ip, long port) {
        return ip.contains(":") ? "[" + ip + "]:" + port : ip + ":" + port;
    }

    private static Printer endpointSlice() {
        return Printer.named()
                .text("AddressType", o -> Json.textAt(o, "addressType"))
                .text("Ports", o -> Texts.listed(slicePorts(o), Texts.UNSET))
                .text("Endpoints", o -> Texts.listed(sliceAddresses(o), Texts.UNSET))
                .age();
    }

    private static List<String> slicePorts(ObjectNode slice) {
        return Json.objectsAt(slice, "ports").stream()
                .map(port -> {
                    JsonNode number = Json.at(port, "port");
                    return number != null ? number.asText() : Texts.or(Json.textAt(port, "name"), "*");
                })
                .toList();
    }

    private static List<String> sliceAddresses(ObjectNode slice) {
        return Json.objectsAt(slice, "endpoints").stream()
                .flatMap(endpoint -> Json.textsAt(endpoint, "addresses").stream())
                .toList();
    }

    private static Printer ingress() {
        return Printer.named()
                .text("Class", o -> Texts.or(Json.textAt(o, "spec", "ingressClassName"), Texts.NONE))
                .text("Hosts", NetworkPrinters::hosts)
                .text("Address", NetworkPrinters::loadBalancer)
                .text("Ports", o -> Json.objectsAt(o, "spec", "tls").isEmpty() ? "80" : "80, 443")
                .age();
    }

    private static String hosts(ObjectNode ingress) {
        List<String> all = Json.objectsAt(ingress, "spec", "rules").stream()
                .map(rule -> Json.textAt(rule, "host"))
                .filter(host -> !host.isEmpty())
                .toList();
        return Texts.listed(all, "*");
    }

    private static Printer ingressClass() {
        return Printer.named()
                .text("Controller", o -> Json.textAt(o, "spec", "controller"))
                .text("Parameters", NetworkPrinters::parameters)
                .age();
    }

    private static String parameters(ObjectNode ingressClass) {
        JsonNode parameters = Json.at(ingressClass, "spec", "parameters");
        if (parameters == null) {
            return Texts.NONE;
        }
        String group = Json.textAt(parameters, "apiGroup");
        return Json.textAt(parameters, "kind") + (group.isEmpty() ? "" : "." + group) + "/"
                + Json.textAt(parameters, "name");
    }

    private static String parent(ObjectNode address) {
        JsonNode parent = Json.at(address, "spec", "parentRef");
        if (parent == null) {
            return Texts.NONE;
        }
        String group = Json.textAt(parent, "group");
        String namespace = Json.textAt(parent, "namespace");
        return Json.textAt(parent, "resource") + (group.isEmpty() ? "" : "." + group) + "/"
                + (namespace.isEmpty() ? "" : namespace + "/") + Json.textAt(parent, "name");
    }
}
