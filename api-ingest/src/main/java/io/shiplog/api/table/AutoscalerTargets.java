package io.shiplog.api.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;

/** The Targets cell of a HorizontalPodAutoscaler (autoscaling/v2): "cpu: 30%/50%, 50m/100m + 1 more...". */
final class AutoscalerTargets {

    private static final int SHOWN_MAX = 2;

    private AutoscalerTargets() {}

    static String of(ObjectNode autoscaler) {
        List<ObjectNode> specs = Json.objectsAt(autoscaler, "spec", "metrics");
        List<ObjectNode> statuses = Json.objectsAt(autoscaler, "status", "currentMetrics");
        if (specs.isEmpty()) {
            return Texts.NONE;
        }
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < specs.size() && i < SHOWN_MAX; i++) {
            shown.add(metric(specs.get(i), i < statuses.size() ? statuses.get(i) : Json.object()));
        }
        String text = String.join(", ", shown);
        return specs.size() > SHOWN_MAX ? text + " + " + (specs.size() - SHOWN_MAX) + " more..." : text;
    }

    private static String metric(ObjectNode spec, ObjectNode status) {
        return switch (Json.textAt(spec, "type")) {
            case "Resource" -> resource("resource", spec, status);
            case "ContainerResource" -> resource("containerResource", spec, status);
            case "Pods" -> values("pods", "averageValue", spec, status);
            case "Object" -> averageOrValue("object", spec, status);
            case "External" -> averageOrValue("external", spec, status);
            default -> "<unknown type>";
        };
    }

    private static String resource(String source, ObjectNode spec, ObjectNode status) {
        String name = Json.textAt(spec, source, "name") + ": ";
        if (!Texts.scalar(spec, source, "target", "averageValue").isEmpty()) {
            return name + values(source, "averageValue", spec, status);
        }
        String current = Texts.scalar(status, source, "current", "averageUtilization");
        String target = Texts.scalar(spec, source, "target", "averageUtilization");
        return name + (current.isEmpty() ? Ages.UNKNOWN : current + "%") + "/"
                + (target.isEmpty() ? "<auto>" : target + "%");
    }

    private static String averageOrValue(String source, ObjectNode spec, ObjectNode status) {
        if (!Texts.scalar(spec, source, "target", "averageValue").isEmpty()) {
            return values(source, "averageValue", spec, status) + " (avg)";
        }
        return values(source, "value", spec, status);
    }

    private static String values(String source, String field, ObjectNode spec, ObjectNode status) {
        return Texts.or(Texts.scalar(status, source, "current", field), Ages.UNKNOWN) + "/"
                + Texts.scalar(spec, source, "target", field);
    }
}
