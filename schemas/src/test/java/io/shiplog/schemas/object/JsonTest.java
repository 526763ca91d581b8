package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void canonicalPutsTheHeadFirstAndKeepsTheOrderOfTheRest() {
        ObjectNode tree = Json.parse("{\"z\":1,\"status\":{},\"a\":2,\"spec\":{},\"metadata\":{},\"apiVersion\":\"v1\","
                + "\"kind\":\"Pod\"}");
        assertThat(Json.text(Json.canonical(tree)))
                .isEqualTo("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{},\"spec\":{},\"status\":{},"
                        + "\"z\":1,\"a\":2}");
    }

    @Test
    void canonicalOfCanonicalChangesNothing() {
        ObjectNode tree = Json.parse("{\"data\":{\"b\":\"1\",\"a\":\"2\"},\"kind\":\"ConfigMap\"}");
        ObjectNode once = Json.canonical(tree);
        assertThat(Json.bytes(Json.canonical(once))).isEqualTo(Json.bytes(once));
        assertThat(once).isEqualTo(tree);
    }

    @Test
    void aCopyForSomeFieldsSharesTheOthers() {
        ObjectNode tree = Json.parse("{\"spec\":{\"a\":1},\"status\":{\"conditions\":[{\"type\":\"Ready\"}]}}");
        ObjectNode copy = Json.copyFor(tree, "status", "metadata");
        Json.objectsAt(copy, "status", "conditions").get(0).put("status", "True");
        copy.putObject("metadata").put("name", "p");
        assertThat(copy.get("spec")).isSameAs(tree.get("spec"));
        assertThat(Json.text(tree))
                .isEqualTo("{\"spec\":{\"a\":1},\"status\":{\"conditions\":[{\"type\":\"Ready\"}]}}");
    }

    @Test
    void largeAndFineNumbersLoseNoDigit() {
        String text = "{\"a\":0.12345678901234567890123,\"b\":100000000000000000000}";
        assertThat(Json.at(Json.parse(text), "a")).hasToString("0.12345678901234567890123");
        assertThat(Json.at(Json.parse(text), "b")).hasToString("100000000000000000000");
    }

    @Test
    void looksIntoTreesForgiveWhatIsMissingOrNull() {
        ObjectNode tree = Json.parse("{\"a\":{\"b\":null,\"n\":3,\"t\":true,\"l\":[\"x\",{\"y\":1}]}}");
        assertThat(Json.at(tree, "a", "b")).isNull();
        assertThat(Json.textAt(tree, "a", "n")).isEmpty();
        assertThat(Json.longAt(tree, 7, "a", "n")).isEqualTo(3);
        assertThat(Json.longAt(tree, 7, "a", "missing")).isEqualTo(7);
        assertThat(Json.flagAt(tree, "a", "t")).isTrue();
        assertThat(Json.objectsAt(tree, "a", "l")).hasSize(1);
        assertThat(Json.mapAt(tree, "nowhere")).isEmpty();
        Json.ensure(tree, "a", "b", "c").put("d", 1);
        assertThat(Json.longAt(tree, 0, "a", "b", "c", "d")).isOne();
    }
}
