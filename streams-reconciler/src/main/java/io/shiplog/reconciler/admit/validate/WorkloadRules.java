package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.LabelSelector;
import io.shiplog.schemas.value.Names;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deployments and ReplicaSets: selector, template, numbers, strategy. */
final class WorkloadRules {

    private static final String ROLLING = "spec.strategy.rollingUpdate";

    private WorkloadRules() {}

    static void deployment(ObjectNode tree, Problems problems) {
        JsonNode spec = tree.path("spec");
        replicaSet(tree, problems);
        strategy(spec, problems);
        problems.notNegative(spec, "spec", "revisionHistoryLimit");
        JsonNode deadline = spec.get("progressDeadlineSeconds");
        if (deadline != null && deadline.isNumber()) {
            problems.notNegative(spec, "spec", "progressDeadlineSeconds");
            if (deadline.longValue() <= Json.longAt(spec, 0, "minReadySeconds")) {
                problems.invalidShown(
                        "spec.progressDeadlineSeconds", deadline.asText(), "must be greater than minReadySeconds");
            }
        }
    }

    static void replicaSet(ObjectNode tree, Problems problems) {
        JsonNode spec = tree.path("spec");
        problems.notNegative(spec, "spec", "replicas");
        problems.notNegative(spec, "spec", "minReadySeconds");
        JsonNode selector = Json.at(spec, "selector");
        if (selector == null) {
            problems.required("spec.selector");
        } else {
            selector(selector, problems);
        }
        template(spec, selector, problems);
    }

    static void selectorUnchanged(ObjectNode next, ObjectNode current, Problems problems) {
        JsonNode after = Json.at(next, "spec", "selector");
        JsonNode before = Json.at(current, "spec", "selector");
        if (after != null && !after.equals(before)) {
            problems.invalidShown("spec.selector", GoText.selector(after), Problems.IMMUTABLE);
        }
    }

    private static void selector(JsonNode selector, Problems problems) {
        if (!selects(selector)) {
            problems.invalidShown(
                    "spec.selector", GoText.selector(selector), "empty selector is invalid for deployment");
        }
        selectorParts(selector, problems);
    }

    /** Labels and expressions of spec.selector, which may be empty. */
    static void selectorParts(JsonNode selector, Problems problems) {
        MetadataRules.labels(Json.mapAt(selector, "matchLabels"), "spec.selector.matchLabels", problems);
        List<ObjectNode> expressions = Json.objectsAt(selector, "matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            expression(expressions.get(i), "spec.selector.matchExpressions[" + i + "]", problems);
        }
    }

    private static void expression(ObjectNode expression, String path, Problems problems) {
        String operator = Json.textAt(expression, "operator");
        List<String> values = Json.textsAt(expression, "values");
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    problems.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    problems.forbidden(
                            path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> problems.invalid(path + ".operator", operator, "not a valid selector operator");
        }
        String key = Json.textAt(expression, "key");
        problems.invalidAll(path + ".key", key, Names.qualifiedName(key));
        values.forEach(value -> problems.invalidAll(path + ".values", value, Names.labelValue(value)));
    }

    private static void template(JsonNode spec, @Nullable JsonNode selector, Problems problems) {
        JsonNode template = spec.path("template");
        Map<String, String> labels = Json.mapAt(template, "metadata", "labels");
        if (selector != null && selects(selector) && !LabelSelector.of(selector).matches(labels)) {
            problems.invalidShown(
                    "spec.template.metadata.labels",
                    labels.isEmpty() ? "map[string]string(nil)" : GoText.map(labels),
                    "`selector` does not match template `labels`");
        }
        MetadataRules.labels(labels, "spec.template.metadata.labels", problems);
        MetadataRules.annotations(
                Json.mapAt(template, "metadata", "annotations"), "spec.template.metadata.annotations", problems);
        PodRules.spec(template.path("spec"), "spec.template.spec", problems);
        String restart = Json.textAt(template, "spec", "restartPolicy");
        if (List.of("OnFailure", "Never").contains(restart)) {
            problems.oneOf("spec.template.spec.restartPolicy", restart, List.of("Always"));
        }
        if (Json.at(template, "spec", "activeDeadlineSeconds") != null) {
            problems.forbidden(
                    "spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    private static boolean selects(JsonNode selector) {
        return !Json.mapAt(selector, "matchLabels").isEmpty()
                || !Json.objectsAt(selector, "matchExpressions").isEmpty();
    }

    private static void strategy(JsonNode spec, Problems problems) {
        String type = Json.textAt(spec, "strategy", "type");
        JsonNode rolling = Json.at(spec, "strategy", "rollingUpdate");
        switch (type) {
            case "Recreate" -> {
                if (rolling != null) {
                    problems.forbidden(ROLLING, "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                if (rolling == null) {
                    problems.required(ROLLING, "this should be defaulted and never be nil");
                } else {
                    rollingUpdate(rolling, problems);
                }
            }
            default -> problems.oneOf("spec.strategy.type", type, List.of("Recreate", "RollingUpdate"));
        }
    }

    private static void rollingUpdate(JsonNode rolling, Problems problems) {
        JsonNode unavailable = rolling.path("maxUnavailable");
        JsonNode surge = rolling.path("maxSurge");
        amount(unavailable, ROLLING + ".maxUnavailable", problems);
        amount(surge, ROLLING + ".maxSurge", problems);
        if (isZero(unavailable) && isZero(surge)) {
            problems.invalidShown(
                    ROLLING + ".maxUnavailable", GoText.intOrString(unavailable), "may not be 0 when `maxSurge` is 0");
        }
        notAboveAll(unavailable, ROLLING + ".maxUnavailable", problems);
    }

    /** A percentage may be 100 at most. */
    static void notAboveAll(JsonNode value, String path, Problems problems) {
        if (percent(value) > 100) {
            problems.invalidShown(path, GoText.intOrString(value), "must not be greater than 100%");
        }
    }

    /** A number from 0 on, or a percentage. */
    static void amount(JsonNode value, String path, Problems problems) {
        if (value.isTextual()) {
            Names.percent(value.textValue())
                    .forEach(detail -> problems.invalidShown(path, GoText.intOrString(value), detail));
        } else if (value.isNumber() && value.longValue() < 0) {
            problems.invalidShown(path, value.asText(), Problems.NOT_NEGATIVE);
        }
    }

    private static boolean isZero(JsonNode value) {
        return value.isTextual() ? percent(value) == 0 : value.longValue() == 0;
    }

    /** The number of a percentage such as "25%", -1 for anything else. */
    private static long percent(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : "";
        return text.matches("[0-9]{1,9}%") ? Long.parseLong(text.substring(0, text.length() - 1)) : -1;
    }
}
