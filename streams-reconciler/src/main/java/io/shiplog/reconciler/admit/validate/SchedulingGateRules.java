package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** spec.schedulingGates: what keeps a pod from being placed until somebody else has taken it away. */
final class SchedulingGateRules {

    private SchedulingGateRules() {}

    /** Names are qualified, each is there once. */
    static void check(JsonNode spec, String path, Problems problems) {
        List<ObjectNode> gates = Json.objectsAt(spec, "schedulingGates");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < gates.size(); i++) {
            String at = path + ".schedulingGates[" + i + "]";
            String name = Json.textAt(gates.get(i), "name");
            problems.invalidAll(at, name, Names.qualifiedName(name));
            if (!seen.add(name)) {
                problems.duplicate(at, name);
            }
        }
    }

    /** A gated pod has no node. */
    static void noNode(JsonNode spec, Problems problems) {
        if (gated(spec) && !Json.textAt(spec, "nodeName").isEmpty()) {
            problems.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared");
        }
    }

    static boolean gated(JsonNode spec) {
        return !Json.objectsAt(spec, "schedulingGates").isEmpty();
    }

    /** Gates may be taken away and not added; as long as there is one, the pod may become choosier about nodes. */
    static void changes(JsonNode after, JsonNode before, Problems problems) {
        List<String> had = names(before);
        List<String> wanted = names(after);
        for (int i = 0; i < wanted.size(); i++) {
            if (!had.contains(wanted.get(i))) {
                problems.forbidden(
                        "spec.schedulingGates[" + i + "].name",
                        "only deletion is allowed, but found new scheduling gate '" + wanted.get(i) + "'");
            }
        }
        Map<String, String> selector = Json.mapAt(after, "nodeSelector");
        if (gated(before)
                && !selector.entrySet()
                        .containsAll(Json.mapAt(before, "nodeSelector").entrySet())) {
            problems.invalidShown(
                    "spec.nodeSelector",
                    Json.text(after.path("nodeSelector")),
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }
    }

    private static List<String> names(JsonNode spec) {
        return Json.objectsAt(spec, "schedulingGates").stream()
                .map(gate -> Json.textAt(gate, "name"))
                .toList();
    }
}
