package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.SystemPriorities;
import java.util.List;

/** PriorityClasses and PodDisruptionBudgets. */
final class PolicyRules {

    private static final String RESERVED =
            "priority class names with 'system-' prefix are reserved for system use" + " only. error: ";

    private PolicyRules() {}

    static void priorityClass(ObjectNode tree, Problems problems) {
        String name = Json.textAt(tree, "metadata", "name");
        long value = Json.longAt(tree, 0, "value");
        if (name.startsWith(SystemPriorities.PREFIX)) {
            String why = notOfTheSystem(name, value, Json.flagAt(tree, "globalDefault"));
            if (!why.isEmpty()) {
                problems.forbidden("metadata.name", RESERVED + why);
            }
        } else if (value > SystemPriorities.USER_VALUE_MAX) {
            problems.forbidden(
                    "value", "maximum allowed value of a user defined priority is " + SystemPriorities.USER_VALUE_MAX);
        }
        problems.oneOfIfSet(
                "preemptionPolicy", Json.textAt(tree, "preemptionPolicy"), List.of("Never", "PreemptLowerPriority"));
    }

    private static String notOfTheSystem(String name, long value, boolean globalDefault) {
        if (!SystemPriorities.has(name)) {
            return name + " is not a known system priority class";
        }
        int right = SystemPriorities.value(name, 0);
        if (value != right) {
            return "value of " + name + " PriorityClass must be " + right;
        }
        return globalDefault ? "globalDefault of " + name + " PriorityClass must be false" : "";
    }

    static void priorityClassUnchanged(ObjectNode next, ObjectNode current, Problems problems) {
        if (Json.longAt(next, 0, "value") != Json.longAt(current, 0, "value")) {
            problems.forbidden("value", "may not be changed in an update.");
        }
        String policy = Json.textAt(next, "preemptionPolicy");
        if (!policy.equals(Json.textAt(current, "preemptionPolicy"))) {
            problems.invalid("preemptionPolicy", policy, Problems.IMMUTABLE);
        }
    }

    static void disruptionBudget(ObjectNode tree, Problems problems) {
        JsonNode spec = tree.path("spec");
        if (Json.at(spec, "minAvailable") != null && Json.at(spec, "maxUnavailable") != null) {
            problems.invalidShown("spec", Json.text(spec), "minAvailable and maxUnavailable cannot be both set");
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            JsonNode value = Json.at(spec, field);
            if (value != null) {
                WorkloadRules.amount(value, "spec." + field, problems);
                WorkloadRules.notAboveAll(value, "spec." + field, problems);
            }
        }
        JsonNode selector = Json.at(spec, "selector");
        if (selector != null) {
            WorkloadRules.selectorParts(selector, problems);
        }
        problems.oneOfIfSet(
                "spec.unhealthyPodEvictionPolicy",
                Json.textAt(spec, "unhealthyPodEvictionPolicy"),
                List.of("AlwaysAllow", "IfHealthyBudget"));
    }
}
