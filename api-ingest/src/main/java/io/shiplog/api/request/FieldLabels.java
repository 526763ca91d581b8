package io.shiplog.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.value.FieldSelector;
import java.util.Map;
import java.util.Set;

/**
 * Which fields each kind can be selected by, and their values: Kubernetes' fixed list, plus name and namespace for
 * all.
 */
public final class FieldLabels {

    private static final Set<String> EVERY_KIND = Set.of("metadata.name", "metadata.namespace");

    private static final Map<String, Set<String>> BY_KIND = Map.ofEntries(
            Map.entry(
                    "Pod",
                    Set.of(
                            "spec.nodeName",
                            "spec.restartPolicy",
                            "spec.schedulerName",
                            "spec.serviceAccountName",
                            "spec.hostNetwork",
                            "status.phase",
                            "status.podIP",
                            "status.nominatedNodeName")),
            Map.entry(
                    "Event",
                    Set.of(
                            "involvedObject.kind",
                            "involvedObject.namespace",
                            "involvedObject.name",
                            "involvedObject.uid",
                            "involvedObject.apiVersion",
                            "involvedObject.resourceVersion",
                            "involvedObject.fieldPath",
                            "reason",
                            "reportingComponent",
                            "source",
                            "type")),
            Map.entry("Node", Set.of("spec.unschedulable")),
            Map.entry("Secret", Set.of("type")),
            Map.entry("Namespace", Set.of("status.phase")),
            Map.entry("Service", Set.of("spec.clusterIP", "spec.type")),
            Map.entry("Job", Set.of("status.successful")),
            Map.entry("ReplicaSet", Set.of("status.replicas")),
            Map.entry("ReplicationController", Set.of("status.replicas")),
            Map.entry("CertificateSigningRequest", Set.of("spec.signerName")));

    private FieldLabels() {}

    /**
     * Throws StatusException 400 {@code field label not supported: x} for the first field this kind is not
     * selected by.
     */
    public static void check(Kind kind, FieldSelector selector) {
        Set<String> supported = BY_KIND.getOrDefault(kind.kind(), Set.of());
        for (FieldSelector.Term term : selector.terms()) {
            if (!EVERY_KIND.contains(term.field()) && !supported.contains(term.field())) {
                throw StatusException.badRequest("field label not supported: " + term.field());
            }
        }
    }

    /** True when the object (in its stored form) is selected. */
    public static boolean matches(FieldSelector selector, ObjectNode object) {
        return selector.matches(field -> value(object, field));
    }

    /** The text a field is compared by; absent numbers count as 0, absent flags as false, other absent fields as "". */
    public static String value(ObjectNode object, String field) {
        return switch (field) {
            case "spec.hostNetwork", "spec.unschedulable" -> Boolean.toString(Json.flagAt(object, split(field)));
            case "status.replicas" -> Long.toString(Json.longAt(object, 0, split(field)));
            case "status.successful" -> Long.toString(Json.longAt(object, 0, "status", "succeeded"));
            case "source" -> source(object);
            case "status.podIP" -> podIp(object);
            default -> text(object, split(field));
        };
    }

    /** An Event's component by either of its two names. */
    private static String source(ObjectNode event) {
        String component = Json.textAt(event, "source", "component");
        return component.isEmpty() ? Json.textAt(event, "reportingComponent") : component;
    }

    private static String podIp(ObjectNode pod) {
        for (ObjectNode ip : Json.objectsAt(pod, "status", "podIPs")) {
            return Json.textAt(ip, "ip");
        }
        return Json.textAt(pod, "status", "podIP");
    }

    private static String text(ObjectNode object, String[] path) {
        JsonNode found = Json.at(object, path);
        return found == null ? "" : found.asText();
    }

    private static String[] split(String field) {
        return field.split("\\.");
    }
}
