package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Structures as Kubernetes 1.32 shows them in messages, which is Go's notation. */
final class GoText {

    private GoText() {}

    /** {@code map[string]string{"app":"web"}}, by key. */
    static String map(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(e -> Problems.quoted(e.getKey()) + ":" + Problems.quoted(e.getValue()))
                        .collect(Collectors.joining(", ", "map[string]string{", "}"));
    }

    /** {@code []string{"a", "b"}}. */
    static String list(List<String> list) {
        return list.stream().map(Problems::quoted).collect(Collectors.joining(", ", "[]string{", "}"));
    }

    /** A LabelSelector with both of its fields. */
    static String selector(@Nullable JsonNode selector) {
        JsonNode from = selector == null ? Json.object() : selector;
        Map<String, String> labels = Json.mapAt(from, "matchLabels");
        List<String> expressions = new ArrayList<>();
        Json.objectsAt(from, "matchExpressions")
                .forEach(
                        e -> expressions.add("v1.LabelSelectorRequirement{Key:" + Problems.quoted(Json.textAt(e, "key"))
                                + ", Operator:" + Problems.quoted(Json.textAt(e, "operator")) + ", Values:"
                                + (e.has("values") ? list(Json.textsAt(e, "values")) : "[]string(nil)") + "}"));
        return "v1.LabelSelector{MatchLabels:"
                + (labels.isEmpty() ? "map[string]string(nil)" : map(labels))
                + ", MatchExpressions:[]v1.LabelSelectorRequirement"
                + (expressions.isEmpty() ? "(nil)" : "{" + String.join(", ", expressions) + "}")
                + "}";
    }

    /** An IntOrString with its three fields. */
    static String intOrString(JsonNode value) {
        return value.isTextual()
                ? "intstr.IntOrString{Type:1, IntVal:0, StrVal:" + Problems.quoted(value.textValue()) + "}"
                : "intstr.IntOrString{Type:0, IntVal:" + value.asText() + ", StrVal:\"\"}";
    }
}
