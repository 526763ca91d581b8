package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;
import java.util.TreeSet;

/**
 * What of a pod may change after it was created: images, the deadline, more tolerations, fewer scheduling gates and,
 * while there are some, more of a nodeSelector. All else is another pod.
 */
final class PodChanges {

    private static final String ONLY = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
            + "`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodChanges() {}

    static void check(ObjectNode next, ObjectNode current, Problems problems) {
        JsonNode before = current.path("spec");
        ObjectNode after = next.path("spec") instanceof ObjectNode spec ? spec.deepCopy() : Json.object();
        boolean sameContainers = true;
        for (String list : List.of("containers", "initContainers")) {
            if (before.path(list).size() != after.path(list).size()) {
                problems.forbidden("spec." + list, "pod updates may not add or remove containers");
                sameContainers = false;
            }
        }
        if (!sameContainers) {
            return;
        }
        deadline(after, before, problems);
        tolerations(after, before, problems);
        SchedulingGateRules.changes(after, before, problems);
        ObjectNode mutable = takeMutableFrom(before, after);
        if (!mutable.equals(before)) {
            problems.forbidden("spec", ONLY + "\n" + changes(before, mutable));
        }
    }

    private static void deadline(JsonNode after, JsonNode before, Problems problems) {
        String path = "spec.activeDeadlineSeconds";
        long now = Json.longAt(after, 0, "activeDeadlineSeconds");
        long was = Json.longAt(before, 0, "activeDeadlineSeconds");
        if (was > 0 && now == 0) {
            problems.invalidShown(path, "null", "must not update from a positive integer to nil value");
        } else if (was > 0 && now > was) {
            problems.invalidShown(path, Long.toString(now), "must be less than or equal to previous value");
        }
    }

    private static void tolerations(JsonNode after, JsonNode before, Problems problems) {
        List<ObjectNode> kept = Json.objectsAt(after, "tolerations").stream()
                .map(PodChanges::withoutSeconds)
                .toList();
        boolean all = Json.objectsAt(before, "tolerations").stream()
                .map(PodChanges::withoutSeconds)
                .allMatch(kept::contains);
        if (!all) {
            problems.forbidden(
                    "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
        }
    }

    private static ObjectNode withoutSeconds(ObjectNode toleration) {
        ObjectNode out = toleration.deepCopy();
        out.remove("tolerationSeconds");
        return out;
    }

    /** The new spec with what may change set back to the old, so that only forbidden differences remain. */
    private static ObjectNode takeMutableFrom(JsonNode before, ObjectNode after) {
        for (String list : List.of("containers", "initContainers")) {
            List<ObjectNode> containers = Json.objectsAt(after, list);
            for (int i = 0; i < containers.size(); i++) {
                copy(before.path(list).path(i), containers.get(i), "image");
            }
        }
        copy(before, after, "activeDeadlineSeconds");
        copy(before, after, "tolerations");
        copy(before, after, "schedulingGates");
        if (SchedulingGateRules.gated(before)) {
            copy(before, after, "nodeSelector");
        }
        boolean wasNegative = Json.longAt(before, 0, "terminationGracePeriodSeconds") < 0;
        if (wasNegative && Json.longAt(after, 0, "terminationGracePeriodSeconds") == 1) {
            copy(before, after, "terminationGracePeriodSeconds");
        }
        return after;
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value.deepCopy());
        }
    }

    /** One line for each top-level field that differs: - was, + wanted. */
    private static String changes(JsonNode before, ObjectNode after) {
        TreeSet<String> fields = new TreeSet<>();
        before.fieldNames().forEachRemaining(fields::add);
        after.fieldNames().forEachRemaining(fields::add);
        StringBuilder out = new StringBuilder();
        for (String field : fields) {
            if (!before.path(field).equals(after.path(field))) {
                line(out, "-", field, before.path(field));
                line(out, "+", field, after.path(field));
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String sign, String field, JsonNode value) {
        if (!value.isMissingNode()) {
            out.append(sign)
                    .append(' ')
                    .append(field)
                    .append(": ")
                    .append(Json.text(value))
                    .append('\n');
        }
    }
}
