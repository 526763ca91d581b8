package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import io.shiplog.schemas.value.FieldSelector.RawTerm;
import io.shiplog.schemas.value.LabelRequirement.Operator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SelectorsTest {

    private static final Map<String, VectorCase> KINDS = Map.ofEntries(
            Map.entry("label-parse", SelectorsTest::labelParse),
            Map.entry("label-match", c -> labelMatch(c, LabelSelector.parse(Json.textAt(c, "selector")))),
            Map.entry("label-match-set", c -> labelMatch(c, LabelSelector.ofSet(Json.mapAt(c, "selectorSet")))),
            Map.entry("label-match-requirements", c -> labelMatch(c, requirements(c))),
            Map.entry("label-format", c -> prints(c, requirements(c))),
            Map.entry("label-set-format", c -> prints(c, LabelSelector.ofSet(Json.mapAt(c, "selectorSet")))),
            Map.entry("label-requirement-valid", SelectorsTest::requirementValid),
            Map.entry("label-exact-value", SelectorsTest::exactValue),
            Map.entry("field-split-terms", SelectorsTest::splitTerms),
            Map.entry("field-split-term", SelectorsTest::splitTerm),
            Map.entry("field-escape", SelectorsTest::escape),
            Map.entry("field-unescape-invalid", SelectorsTest::unescapeInvalid),
            Map.entry("field-parse", SelectorsTest::fieldParse),
            Map.entry("field-match", c -> fieldMatch(c, FieldSelector.parse(Json.textAt(c, "selector")))),
            Map.entry("field-match-set", c -> fieldMatch(c, FieldSelector.ofSet(Json.mapAt(c, "selectorSet")))));

    @TestFactory
    Stream<DynamicNode> agreesWithTheVectors() {
        return Vectors.tests(SelectorsTest.class, List.of("selectors.json"), KINDS);
    }

    private static void labelParse(ObjectNode c) {
        String query = Json.textAt(c, "selector");
        if (!Json.flagAt(c, "expect", "valid")) {
            assertThatThrownBy(() -> LabelSelector.parse(query)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        LabelSelector parsed = LabelSelector.parse(query);
        assertThat(LabelSelector.parse(parsed.toString())).isEqualTo(parsed);
        if (Json.at(c, "expect", "string") != null) {
            assertThat(parsed).hasToString(Json.textAt(c, "expect", "string"));
        }
        JsonNode expected = Json.at(c, "expect", "requirements");
        if (expected != null) {
            assertThat(parsed.requirements()).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                LabelRequirement requirement = parsed.requirements().get(i);
                assertThat(requirement.key()).isEqualTo(Json.textAt(expected.get(i), "key"));
                assertThat(requirement.operator().word()).isEqualTo(Json.textAt(expected.get(i), "operator"));
                assertThat(requirement.values()).isEqualTo(Json.textsAt(expected.get(i), "values"));
            }
        }
    }

    private static void labelMatch(ObjectNode c, LabelSelector selector) {
        assertThat(selector.matches(Json.mapAt(c, "labels"))).isEqualTo(Json.flagAt(c, "expect"));
    }

    private static void prints(ObjectNode c, LabelSelector selector) {
        assertThat(selector).hasToString(Json.textAt(c, "expect"));
    }

    private static void requirementValid(ObjectNode c) {
        List<FieldError> errors =
                LabelRequirement.errors(Json.textAt(c, "key"), Json.textAt(c, "operator"), Json.textsAt(c, "values"));
        assertThat(errors.isEmpty()).isEqualTo(Json.flagAt(c, "expect", "valid"));
        assertThat(errors).extracting(FieldError::field).isEqualTo(Json.textsAt(c, "expect", "errorFields"));
    }

    private static void exactValue(ObjectNode c) {
        boolean found = Json.flagAt(c, "expect", "found");
        assertThat(requirements(c).exactValue(Json.textAt(c, "label")))
                .isEqualTo(found ? Json.textAt(c, "expect", "value") : null);
    }

    private static LabelSelector requirements(ObjectNode c) {
        return LabelSelector.ofRequirements(Json.objectsAt(c, "requirements").stream()
                .map(r -> LabelRequirement.of(
                        Json.textAt(r, "key"),
                        Objects.requireNonNull(Operator.ofWord(Json.textAt(r, "operator"))),
                        Json.textsAt(r, "values")))
                .toList());
    }

    private static void splitTerms(ObjectNode c) {
        assertThat(FieldSelector.splitTerms(Json.textAt(c, "selector"))).isEqualTo(Json.textsAt(c, "expect"));
    }

    private static void splitTerm(ObjectNode c) {
        RawTerm term = FieldSelector.splitTerm(Json.textAt(c, "term"));
        RawTerm expected = new RawTerm(
                Json.textAt(c, "expect", "left"),
                Json.textAt(c, "expect", "operator"),
                Json.textAt(c, "expect", "right"));
        assertThat(term).isEqualTo(Json.flagAt(c, "expect", "ok") ? expected : null);
    }

    private static void escape(ObjectNode c) {
        assertThat(FieldSelector.escape(Json.textAt(c, "value"))).isEqualTo(Json.textAt(c, "expect"));
        assertThat(FieldSelector.unescape(Json.textAt(c, "expect"))).isEqualTo(Json.textAt(c, "value"));
    }

    private static void unescapeInvalid(ObjectNode c) {
        assertThatThrownBy(() -> FieldSelector.unescape(Json.textAt(c, "value")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void fieldParse(ObjectNode c) {
        String text = Json.textAt(c, "selector");
        if (Json.flagAt(c, "expect", "valid")) {
            assertThat(FieldSelector.parse(text)).hasToString(Json.textAt(c, "expect", "string"));
        } else {
            assertThatThrownBy(() -> FieldSelector.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void fieldMatch(ObjectNode c, FieldSelector selector) {
        Map<String, String> fields = Json.mapAt(c, "fields");
        assertThat(selector.matches(field -> fields.getOrDefault(field, ""))).isEqualTo(Json.flagAt(c, "expect"));
    }

    @Test
    void nullSelectsNothingAndTheEmptyObjectEverything() {
        assertThat(LabelSelector.of(null).matches(Map.of())).isFalse();
        assertThat(LabelSelector.of(null).isEmpty()).isFalse();
        assertThat(LabelSelector.of(Json.object()).matches(Map.of("a", "b"))).isTrue();
        assertThat(LabelSelector.of(Json.object()).isEmpty()).isTrue();
    }

    @Test
    void readsMatchLabelsAndMatchExpressions() {
        LabelSelector selector = LabelSelector.of(Json.parse("{\"matchLabels\":{\"app\":\"web\"},\"matchExpressions\":["
                + "{\"key\":\"tier\",\"operator\":\"In\",\"values\":[\"b\",\"a\"]},"
                + "{\"key\":\"old\",\"operator\":\"DoesNotExist\"}]}"));
        assertThat(selector).hasToString("app=web,!old,tier in (a,b)");
        assertThat(selector.matches(Map.of("app", "web", "tier", "a"))).isTrue();
        assertThat(selector.matches(Map.of("app", "web", "tier", "a", "old", "")))
                .isFalse();
    }

    @Test
    void aMalformedSelectorObjectSelectsNothingAndSaysWhy() {
        LabelSelector selector = LabelSelector.of(
                Json.parse("{\"matchExpressions\":[{\"key\":\"n\",\"operator\":\"Gt\",\"values\":[\"1\"]}]}"));
        assertThat(selector.matches(Map.of("n", "2"))).isFalse();
        assertThat(selector.matchesNothing()).isTrue();
        assertThat(selector.error()).isEqualTo("\"Gt\" is not a valid label selector operator");
    }

    @Test
    void errorsOfQueriesSayWhatWasFoundAndExpected() {
        assertThatThrownBy(() -> LabelSelector.parse("!x=a")).hasMessage("found '=', expected: ',' or 'end of string'");
        assertThatThrownBy(() -> LabelSelector.parse("a,")).hasMessage("found '', expected: identifier after ','");
        assertThatThrownBy(() -> LabelSelector.parse("a in b"))
                .hasMessage("unable to parse requirement: found 'b', expected: '('");
    }
}
