package io.shiplog.reconciler.admit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class DeletePolicyVectorsTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "delete-orphan-option", DeletePolicyVectorsTest::orphanOption,
            "delete-propagation", DeletePolicyVectorsTest::propagation);

    @TestFactory
    Stream<DynamicNode> garbageCollection() {
        return Vectors.tests(DeletePolicyVectorsTest.class, List.of("garbage-collection.json"), KINDS);
    }

    private static void orphanOption(ObjectNode c) {
        ObjectNode input = Json.ensure(c, "input");
        JsonNode option = Json.at(input, "orphanDependents");
        Boolean orphan = option == null ? null : Boolean.valueOf(option.asBoolean());
        check(c, DeletePolicy.finalizers(Json.textsAt(input, "finalizers"), "", orphan, kindDefault(input)));
    }

    private static void propagation(ObjectNode c) {
        ObjectNode input = Json.ensure(c, "input");
        String policy = Json.textAt(input, "propagationPolicy");
        check(c, DeletePolicy.finalizers(Json.textsAt(input, "existing"), policy, null, kindDefault(input)));
    }

    private static String kindDefault(ObjectNode input) {
        return Json.textAt(input, "default").equals("orphan") ? "Orphan" : "Background";
    }

    private static void check(ObjectNode c, List<String> finalizers) {
        assertThat(finalizers.isEmpty()).isEqualTo(Json.flagAt(c, "expect", "gone"));
        if (!finalizers.isEmpty()) {
            assertThat(finalizers).isEqualTo(Json.textsAt(c, "expect", "finalizers"));
        }
    }
}
