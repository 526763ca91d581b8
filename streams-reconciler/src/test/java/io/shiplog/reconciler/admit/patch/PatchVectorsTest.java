package io.shiplog.reconciler.admit.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class PatchVectorsTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "null-filter", PatchVectorsTest::nullFilter,
            "json-merge-three-way", PatchVectorsTest::jsonMergeThreeWay,
            "strategic-merge", theCase -> strategic(theCase, new ItemSchema(false)),
            "strategic-merge-numbers", theCase -> strategic(theCase, new ItemSchema(false)),
            "strategic-merge-unknown-fields", theCase -> strategic(theCase, new ItemSchema(true)));

    @TestFactory
    Stream<DynamicNode> vectors() {
        return Vectors.tests(
                PatchVectorsTest.class, List.of("json-merge-patch.json", "strategic-merge-patch.json"), KINDS);
    }

    private static void nullFilter(ObjectNode theCase) {
        ObjectNode input = Json.ensure(theCase, "input");
        assertThat(JsonMergePatch.keepOrDropNulls(input, false)).isEqualTo(theCase.at("/expect/withoutNulls"));
        assertThat(JsonMergePatch.keepOrDropNulls(input, true)).isEqualTo(theCase.at("/expect/onlyNulls"));
    }

    private static void jsonMergeThreeWay(ObjectNode theCase) {
        ObjectNode current = Json.ensure(theCase, "current");
        ObjectNode patch =
                JsonMergePatch.threeWay(Json.ensure(theCase, "original"), Json.ensure(theCase, "modified"), current);
        assertThat(patch).isEqualTo(theCase.at("/expect/patch"));
        assertThat(JsonMergePatch.apply(current, patch)).isEqualTo(theCase.at("/expect/result"));
    }

    private static void strategic(ObjectNode theCase, MergeSchema schema) {
        ObjectNode original = theCase.has("original") ? document(theCase, "original") : null;
        JsonNode twoWay = theCase.path("twoWay");
        if (twoWay.isObject()) {
            twoWay(original == null ? Json.object() : original, theCase, (ObjectNode) twoWay, schema);
        }
        if (theCase.path("threeWay") instanceof ObjectNode threeWay) {
            threeWay(original, theCase, threeWay, schema);
        }
    }

    private static void twoWay(ObjectNode original, ObjectNode theCase, ObjectNode twoWay, MergeSchema schema) {
        ObjectNode modified = document(theCase, "modified");
        if (twoWay.has("createError")) {
            assertThatThrownBy(() -> StrategicMergePatch.twoWay(original, modified, schema))
                    .hasMessageContaining(Json.textAt(twoWay, "createError"));
            return;
        }
        ObjectNode patch = document(twoWay, "patch");
        if (twoWay.has("applyError")) {
            assertThatThrownBy(() -> StrategicMergePatch.apply(original, patch, schema))
                    .hasMessageContaining(Json.textAt(twoWay, "applyError"));
            return;
        }
        if (!Json.flagAt(twoWay, "applyOnly")) {
            assertThat(normal(StrategicMergePatch.twoWay(original, modified, schema)))
                    .isEqualTo(normal(patch));
        }
        assertThat(StrategicMergePatch.apply(original, patch, schema)).isEqualTo(document(twoWay, "result"));
    }

    private static void threeWay(
            @Nullable ObjectNode original, ObjectNode theCase, ObjectNode threeWay, MergeSchema schema) {
        ObjectNode modified = document(theCase, "modified");
        ObjectNode current = document(theCase, "current");
        if (threeWay.has("createError")) {
            assertThatThrownBy(() -> StrategicMergePatch.threeWay(original, modified, current, schema))
                    .hasMessageContaining(Json.textAt(threeWay, "createError"));
            return;
        }
        ObjectNode before = current.deepCopy();
        ObjectNode patch = StrategicMergePatch.threeWay(original, modified, current, schema);
        assertThat(normal(patch)).isEqualTo(normal(document(threeWay, "patch")));
        assertThat(StrategicMergePatch.apply(current, patch, schema)).isEqualTo(document(threeWay, "result"));
        assertThat(StrategicMergePatch.conflicts(original, current, patch, schema))
                .isEqualTo(Json.flagAt(threeWay, "conflict"));
        assertThat(current).isEqualTo(before);
    }

    /** Documents are objects, or text where the spelling of numbers matters. */
    private static ObjectNode document(ObjectNode theCase, String field) {
        JsonNode value = theCase.path(field);
        if (value.isMissingNode()) {
            return Json.object();
        }
        return value.isTextual() ? Json.parse(value.textValue()) : (ObjectNode) value;
    }

    /** Lists of deletions are sets. */
    private static JsonNode normal(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            ObjectNode out = Json.object();
            object.properties().forEach(e -> out.set(e.getKey(), sorted(e.getKey(), normal(e.getValue()))));
            return out;
        }
        return tree;
    }

    private static JsonNode sorted(String key, JsonNode value) {
        if (!key.startsWith("$deleteFromPrimitiveList/")) {
            return value;
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        items.sort(Comparator.comparing(JsonNode::asText));
        ArrayNode out = Json.array();
        return out.addAll(items);
    }
}
