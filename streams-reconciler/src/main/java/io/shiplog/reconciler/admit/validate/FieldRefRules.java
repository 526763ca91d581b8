package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import io.shiplog.schemas.value.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of itself a pod may show to its containers: fieldRef and resourceFieldRef of variables and files. */
final class FieldRefRules {

    /** Paths that variables may show; subscripts of labels and annotations besides. */
    static final List<String> IN_ENV = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");

    /** Paths that files may show; subscripts of labels and annotations besides. */
    static final List<String> IN_FILES =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");

    /** Paths that mean something and can be shown nowhere. */
    private static final Set<String> OTHERS = Set.of(
            "spec.restartPolicy", "spec.schedulerName", "status.phase", "metadata.labels", "metadata.annotations");

    private static final List<String> RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");

    private static final List<String> CPU_DIVISORS = List.of("1m", "1");
    private static final List<String> BYTE_DIVISORS =
            List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

    private FieldRefRules() {}

    /** Checks a v1.ObjectFieldSelector against the paths that may be shown in its place. */
    static void field(ObjectNode ref, String at, List<String> shown, Problems problems) {
        String path = Json.textAt(ref, "fieldPath");
        if (path.isEmpty()) {
            problems.required(at + ".fieldPath");
            return;
        }
        int subscript = path.indexOf("['");
        if (subscript > 0 && path.endsWith("']")) {
            subscript(path, subscript, at + ".fieldPath", problems);
        } else if (!shown.contains(path)) {
            if (OTHERS.contains(path) || IN_ENV.contains(path)) {
                problems.oneOf(at + ".fieldPath", path, shown);
            } else {
                problems.invalid(
                        at + ".fieldPath", path, "error converting fieldPath: field label not supported: " + path);
            }
        }
    }

    private static void subscript(String path, int subscript, String at, Problems problems) {
        String map = path.substring(0, subscript);
        String key = path.substring(subscript + 2, path.length() - 2);
        switch (map) {
            case "metadata.annotations" ->
                problems.invalidAll(at, key, Names.qualifiedName(key.toLowerCase(Locale.ROOT)));
            case "metadata.labels" -> problems.invalidAll(at, key, Names.qualifiedName(key));
            default -> problems.invalid(at, path, "does not support subscript");
        }
    }

    /** Checks a v1.ResourceFieldSelector. */
    static void resource(ObjectNode ref, String at, boolean containerNeeded, Problems problems) {
        String resource = Json.textAt(ref, "resource");
        if (containerNeeded && Json.textAt(ref, "containerName").isEmpty()) {
            problems.required(at + ".containerName");
            return;
        }
        if (resource.isEmpty()) {
            problems.required(at + ".resource");
            return;
        }
        boolean hugePages = resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
        if (!hugePages) {
            problems.oneOf(at + ".resource", resource, RESOURCES);
        }
        divisor(ref.get("divisor"), resource.substring(resource.indexOf('.') + 1), at + ".divisor", problems);
    }

    private static void divisor(@Nullable JsonNode given, String resource, String at, Problems problems) {
        String text = given == null ? "" : given.asText();
        List<String> allowed = resource.equals("cpu") ? CPU_DIVISORS : BYTE_DIVISORS;
        if (text.isEmpty() || text.equals("0") || allowed.stream().anyMatch(one -> same(one, text))) {
            return;
        }
        String what = resource.equals("ephemeral-storage") ? "local ephemeral storage" : resource;
        problems.invalid(
                at,
                resource,
                "only divisor's values " + words(allowed) + " are supported with the " + what + " resource");
    }

    private static String words(List<String> allowed) {
        int last = allowed.size() - 1;
        return allowed.size() == 2
                ? String.join(" and ", allowed)
                : String.join(", ", allowed.subList(0, last)) + ", " + allowed.get(last);
    }

    private static boolean same(String one, String other) {
        try {
            return Quantity.parse(one).equals(Quantity.parse(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
