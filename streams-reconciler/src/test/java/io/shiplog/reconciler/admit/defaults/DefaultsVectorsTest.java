package io.shiplog.reconciler.admit.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class DefaultsVectorsTest {

    private static final Map<String, VectorCase> KINDS =
            Kinds.all().stream().collect(Collectors.toMap(Kind::kind, kind -> theCase -> check(kind, theCase)));

    @TestFactory
    Stream<DynamicNode> vectors() {
        return Vectors.tests(DefaultsVectorsTest.class, List.of("defaulting.json"), KINDS);
    }

    private static void check(Kind kind, ObjectNode theCase) {
        ObjectNode tree = Json.ensure(theCase, "object").deepCopy();
        Defaults.apply(kind, tree);
        containsAll("", theCase.path("expect"), tree);
        for (String path : Json.textsAt(theCase, "absent")) {
            String pointer = "/" + path.replace('.', '/').replace("[", "/").replace("]", "");
            assertThat(tree.at(pointer).isMissingNode()).as(path).isTrue();
        }
        ObjectNode again = tree.deepCopy();
        Defaults.apply(kind, again);
        assertThat(again).isEqualTo(tree);
    }

    /** Lists have the same length; objects may have more. */
    private static void containsAll(String path, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            expected.properties()
                    .forEach(e -> containsAll(path + "." + e.getKey(), e.getValue(), actual.path(e.getKey())));
        } else if (expected.isArray()) {
            assertThat(actual.size()).as(path).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                containsAll(path + "[" + i + "]", expected.get(i), actual.get(i));
            }
        } else {
            assertThat(actual).as(path).isEqualTo(expected);
        }
    }
}
