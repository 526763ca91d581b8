package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Makes templates out of Pods and hands out one instance for all equal ones. A template lives as long as a pod holds
 * it. Not
 * thread-safe.
 */
public final class Templates {

    private static final List<String> SPEC_FIELDS = List.of(
            "restartPolicy",
            "terminationGracePeriodSeconds",
            "activeDeadlineSeconds",
            "hostNetwork",
            "hostAliases",
            "overhead",
            "securityContext",
            "subdomain",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "hostPID",
            "hostIPC",
            "imagePullSecrets",
            "serviceAccountName",
            "volumes",
            "dnsPolicy",
            "dnsConfig",
            "readinessGates",
            "priority");
    private static final List<String> CONTAINER_FIELDS = List.of(
            "name",
            "image",
            "imagePullPolicy",
            "command",
            "args",
            "workingDir",
            "env",
            "envFrom",
            "ports",
            "resources",
            "restartPolicy",
            "restartPolicyRules",
            "readinessProbe",
            "livenessProbe",
            "startupProbe",
            "lifecycle",
            "securityContext",
            "terminationMessagePath",
            "terminationMessagePolicy",
            "volumeMounts",
            "stdinOnce",
            "tty",
            "stdin");

    /** By source; the key is the template's own text, so both go together. */
    private final Map<String, WeakReference<PodTemplate>> known = new WeakHashMap<>();

    /** The template of a Pod. Of its annotations only those are kept that somebody on the node reads. */
    public PodTemplate of(ObjectNode pod) {
        ObjectNode out = Json.object();
        JsonNode spec = pod.path("spec");
        copy(spec, out, SPEC_FIELDS);
        String hostname = Json.textAt(spec, "hostname");
        if (!hostname.isEmpty() && !hostname.equals(Json.textAt(pod, "metadata", "name"))) {
            out.put("hostname", hostname);
        }
        containers(pod, "initContainers", out);
        containers(pod, "containers", out);
        JsonNode labels = pod.path("metadata").get("labels");
        if (labels != null && !labels.isEmpty()) {
            out.set("labels", labels);
        }
        Set<String> fields = FieldPaths.of(out);
        for (ObjectNode owner : Json.objectsAt(pod, "metadata", "ownerReferences")) {
            if (Json.flagAt(owner, "controller")) {
                out.put("owner", Json.textAt(owner, "kind") + "/" + Json.textAt(owner, "name"));
            }
        }
        Map<String, String> annotations = Json.mapAt(pod, "metadata", "annotations");
        annotations.forEach((name, value) -> {
            if (name.startsWith(PodTemplate.PROMETHEUS_PREFIX)
                    || fields.contains("metadata.annotations")
                    || fields.contains("metadata.annotations['" + name + "']")) {
                out.withObject("/annotations").put(name, value);
            }
            if (name.startsWith(PodTemplate.SIMULATION_PREFIX)) {
                out.withObject("/simulation").put(name.substring(PodTemplate.SIMULATION_PREFIX.length()), value);
            }
        });
        return parse(Json.text(out));
    }

    /** The template with this source, shared with all others of the same source. */
    public PodTemplate parse(String source) {
        WeakReference<PodTemplate> reference = known.get(source);
        PodTemplate shared = reference == null ? null : reference.get();
        if (shared != null) {
            return shared;
        }
        PodTemplate template = PodTemplate.parse(source);
        known.put(template.source(), new WeakReference<>(template));
        return template;
    }

    private static void containers(ObjectNode pod, String field, ObjectNode out) {
        List<ObjectNode> containers = Json.objectsAt(pod, "spec", field);
        for (ObjectNode container : containers) {
            ObjectNode slim = out.withArray(field).addObject();
            copy(container, slim, CONTAINER_FIELDS);
        }
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> fields) {
        for (String field : fields) {
            JsonNode value = from.get(field);
            if (value != null && !value.isNull()) {
                to.set(field, value);
            }
        }
    }
}
