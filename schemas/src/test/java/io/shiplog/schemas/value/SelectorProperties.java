package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.LabelRequirement.Operator;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SelectorProperties {

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.of("app", "tier", "in", "notin", "example.com/role", "A_b.c");
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of("", "a", "b", "in", "notin", "1", "42", "x_y-z.0");
    }

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(keys(), values()).ofMaxSize(4);
    }

    @Provide
    Arbitrary<LabelRequirement> requirements() {
        Arbitrary<LabelRequirement> sets = Combinators.combine(
                        keys(),
                        Arbitraries.of(Operator.IN, Operator.NOT_IN),
                        values().list().ofMinSize(1).ofMaxSize(3))
                .as(LabelRequirement::of);
        Arbitrary<LabelRequirement> exact = Combinators.combine(
                        keys(), Arbitraries.of(Operator.EQUALS, Operator.DOUBLE_EQUALS, Operator.NOT_EQUALS), values())
                .as((key, operator, value) -> LabelRequirement.of(key, operator, List.of(value)));
        Arbitrary<LabelRequirement> existence = Combinators.combine(
                        keys(), Arbitraries.of(Operator.EXISTS, Operator.DOES_NOT_EXIST))
                .as((key, operator) -> LabelRequirement.of(key, operator, List.of()));
        Arbitrary<LabelRequirement> numbers = Combinators.combine(
                        keys(),
                        Arbitraries.of(Operator.GREATER_THAN, Operator.LESS_THAN),
                        Arbitraries.of("0", "7", "100"))
                .as((key, operator, value) -> LabelRequirement.of(key, operator, List.of(value)));
        return Arbitraries.oneOf(sets, exact, existence, numbers);
    }

    @Property
    void theTextOfASelectorReadsBackAsTheSameSelector(
            @ForAll List<@From("requirements") LabelRequirement> requirements) {
        LabelSelector selector = LabelSelector.ofRequirements(requirements);
        assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
    }

    @Property
    void aSelectorIsTheConjunctionOfItsRequirements(
            @ForAll List<@From("requirements") LabelRequirement> requirements,
            @ForAll("labels") Map<String, String> labels) {
        assertThat(LabelSelector.ofRequirements(requirements).matches(labels))
                .isEqualTo(requirements.stream().allMatch(r -> r.matches(labels)));
    }

    @Property
    void notInIsTheOppositeOfIn(
            @ForAll("keys") String key,
            @ForAll List<@From("values") String> values,
            @ForAll("labels") Map<String, String> labels) {
        if (!values.isEmpty()) {
            assertThat(LabelRequirement.of(key, Operator.IN, values).matches(labels))
                    .isNotEqualTo(
                            LabelRequirement.of(key, Operator.NOT_IN, values).matches(labels));
        }
    }

    @Property
    void everyLabelSetIsSelectedByItself(@ForAll("labels") Map<String, String> labels) {
        ObjectNode json = Json.object();
        labels.forEach(Json.ensure(json, "matchLabels")::put);
        assertThat(LabelSelector.of(json).matches(labels)).isTrue();
        assertThat(LabelSelector.ofSet(labels).matches(labels)).isTrue();
        assertThat(LabelSelector.of(json)).isEqualTo(LabelSelector.ofSet(labels));
    }

    @Property
    void anyTextEscapesAndUnescapesToItself(@ForAll String value) {
        assertThat(FieldSelector.unescape(FieldSelector.escape(value))).isEqualTo(value);
        FieldSelector selector = FieldSelector.ofSet(Map.of("metadata.name", value));
        assertThat(FieldSelector.parse(selector.toString()).terms()).isEqualTo(selector.terms());
    }
}
