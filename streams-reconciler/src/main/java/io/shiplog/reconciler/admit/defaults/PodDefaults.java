package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.SystemPriorities;
import io.shiplog.schemas.value.ImageReference;
import java.util.List;
import java.util.Map;

/** Defaults of pods and of pod templates; a template gets only what does not depend on being a pod. */
final class PodDefaults {

    private static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");
    private static final List<String> HOOKS = List.of("postStart", "preStop");

    private PodDefaults() {}

    static void pod(ObjectNode tree) {
        ObjectNode spec = Absent.object(tree, "spec");
        Absent.text(spec, "serviceAccountName", Json.textAt(spec, "serviceAccount"));
        Absent.text(spec, "serviceAccountName", "default");
        spec(spec);
        Absent.flag(spec, "enableServiceLinks", true);
        Absent.number(spec, "priority", SystemPriorities.value(Json.textAt(spec, "priorityClassName"), 0));
        Absent.text(spec, "preemptionPolicy", "PreemptLowerPriority");
        boolean hostNetwork = Json.flagAt(spec, "hostNetwork");
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : Json.objectsAt(spec, list)) {
                requestsFromLimits(container);
                if (hostNetwork) {
                    hostPorts(container);
                }
            }
        }
    }

    static void template(ObjectNode template) {
        spec(Absent.object(template, "spec"));
    }

    private static void spec(ObjectNode spec) {
        Absent.text(spec, "restartPolicy", "Always");
        Absent.number(spec, "terminationGracePeriodSeconds", 30);
        Absent.text(spec, "dnsPolicy", "ClusterFirst");
        Absent.object(spec, "securityContext");
        Absent.text(spec, "schedulerName", "default-scheduler");
        String account = Json.textAt(spec, "serviceAccountName");
        if (account.isEmpty()) {
            account = Json.textAt(spec, "serviceAccount");
        }
        if (!account.isEmpty()) {
            spec.put("serviceAccountName", account).put("serviceAccount", account);
        }
        CONTAINER_LISTS.forEach(list -> Json.objectsAt(spec, list).forEach(PodDefaults::container));
        Json.objectsAt(spec, "volumes").forEach(VolumeDefaults::volume);
        Quantities.canonical(spec, "overhead");
    }

    private static void container(ObjectNode container) {
        Absent.text(container, "imagePullPolicy", pullPolicy(Json.textAt(container, "image")));
        Absent.text(container, "terminationMessagePath", "/dev/termination-log");
        Absent.text(container, "terminationMessagePolicy", "File");
        ObjectNode resources = Absent.object(container, "resources");
        Quantities.canonical(resources, "limits");
        Quantities.canonical(resources, "requests");
        Json.objectsAt(container, "ports").forEach(port -> Absent.text(port, "protocol", "TCP"));
        for (ObjectNode variable : Json.objectsAt(container, "env")) {
            if (Json.at(variable, "valueFrom", "fieldRef") instanceof ObjectNode fieldRef) {
                Absent.text(fieldRef, "apiVersion", "v1");
            }
        }
        for (String name : PROBES) {
            if (Json.at(container, name) instanceof ObjectNode probe) {
                probe(probe);
            }
        }
        for (String name : HOOKS) {
            if (Json.at(container, "lifecycle", name) instanceof ObjectNode hook) {
                httpGet(hook);
            }
        }
    }

    /** No tag and no digest means latest, which moves, so it is always pulled. */
    private static String pullPolicy(String image) {
        try {
            ImageReference reference = ImageReference.parse(image);
            boolean untagged = reference.tag().isEmpty() && reference.digest().isEmpty();
            return untagged || reference.tag().equals("latest") ? "Always" : "IfNotPresent";
        } catch (IllegalArgumentException e) {
            return "IfNotPresent";
        }
    }

    private static void probe(ObjectNode probe) {
        Absent.positive(probe, "timeoutSeconds", 1);
        Absent.positive(probe, "periodSeconds", 10);
        Absent.positive(probe, "successThreshold", 1);
        Absent.positive(probe, "failureThreshold", 3);
        httpGet(probe);
        if (Json.at(probe, "grpc") instanceof ObjectNode grpc && Absent.is(grpc, "service")) {
            grpc.put("service", "");
        }
    }

    private static void httpGet(ObjectNode handler) {
        if (Json.at(handler, "httpGet") instanceof ObjectNode http) {
            Absent.text(http, "path", "/");
            Absent.text(http, "scheme", "HTTP");
        }
    }

    private static void requestsFromLimits(ObjectNode container) {
        if (!(Json.at(container, "resources", "limits") instanceof ObjectNode limits)) {
            return;
        }
        for (Map.Entry<String, JsonNode> limit : limits.properties()) {
            ObjectNode requests = Json.ensure(container, "resources", "requests");
            if (Absent.is(requests, limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue());
            }
        }
    }

    private static void hostPorts(ObjectNode container) {
        for (ObjectNode port : Json.objectsAt(container, "ports")) {
            int number = (int) Json.longAt(port, 0, "containerPort");
            if (number > 0) {
                Absent.positive(port, "hostPort", number);
            }
        }
    }
}
