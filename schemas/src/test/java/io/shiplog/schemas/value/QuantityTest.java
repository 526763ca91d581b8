package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import io.shiplog.schemas.value.Quantity.Format;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class QuantityTest {

    private static final Map<String, VectorCase> KINDS = Map.ofEntries(
            Map.entry("parse", QuantityTest::parse),
            Map.entry("parse-invalid", QuantityTest::parseInvalid),
            Map.entry("parse-exact", QuantityTest::parseExact),
            Map.entry("canonical", c -> printsAs(c, Quantity.parse(text(c, "input")))),
            Map.entry("format", QuantityTest::format),
            Map.entry("compare", c -> compares(c, Quantity.parse(text(c, "a")), Quantity.parse(text(c, "b")))),
            Map.entry("compare-values", c -> compares(c, exact(text(c, "a")), exact(text(c, "b")))),
            Map.entry("round-up", QuantityTest::roundUp),
            Map.entry("json-decode", c -> printsAs(c, Quantity.of(Json.MAPPER.readTree(text(c, "json"))))),
            Map.entry("from-milli", c -> printsAs(c, Quantity.ofMilli(number(c, "milli"), family(c)))),
            Map.entry("from-int", c -> printsAs(c, Quantity.ofUnits(number(c, "value"), family(c)))),
            Map.entry("from-scaled", c -> printsAs(c, scaled(c))),
            Map.entry("scaled-value", QuantityTest::scaledValue),
            Map.entry("add", c -> printsAs(c, Quantity.parse(text(c, "a")).add(Quantity.parse(text(c, "b"))))),
            Map.entry(
                    "subtract", c -> printsAs(c, Quantity.parse(text(c, "a")).subtract(Quantity.parse(text(c, "b"))))),
            Map.entry("multiply", QuantityTest::multiply),
            Map.entry("as-float", QuantityTest::asFloat));

    @TestFactory
    Stream<DynamicNode> agreesWithTheVectors() {
        return Vectors.tests(QuantityTest.class, List.of("quantity.json"), KINDS);
    }

    private static void parse(ObjectNode c) {
        String input = text(c, "input");
        BigDecimal value = new BigDecimal(Json.textAt(c, "expect", "value"));
        Format family = family(Json.textAt(c, "expect", "format"));
        for (String plain : List.of(input, "+" + input)) {
            assertThat(Quantity.parse(plain).value()).isEqualByComparingTo(value);
            assertThat(Quantity.parse(plain).format()).isEqualTo(family);
        }
        assertThat(Quantity.parse("-" + input).value()).isEqualByComparingTo(value.negate());
        assertThat(Quantity.parse("-" + input).format()).isEqualTo(family);
    }

    private static void parseInvalid(ObjectNode c) {
        assertThatThrownBy(() -> Quantity.parse(text(c, "input"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static void parseExact(ObjectNode c) {
        Quantity read = Quantity.parse(text(c, "input"));
        assertThat(read.value()).isEqualByComparingTo(new BigDecimal(Json.textAt(c, "expect", "value")));
        assertThat(read).hasToString(Json.textAt(c, "expect", "string"));
        String fast = Json.textAt(c, "expect", "int64");
        assertThat(read.exactLong()).isEqualTo(fast.isEmpty() ? null : Long.valueOf(fast));
    }

    private static void format(ObjectNode c) {
        printsAs(c, Quantity.ofValue(new BigDecimal(text(c, "value")), family(c)));
        if (c.has("sameAs")) {
            printsAs(c, Quantity.parse(text(c, "sameAs")));
        }
        assertThat(Quantity.parse(text(c, "expect"))).hasToString(text(c, "expect"));
    }

    private static void compares(ObjectNode c, Quantity a, Quantity b) {
        int expected = (int) number(c, "expect");
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(expected);
        assertThat(Integer.signum(b.compareTo(a))).isEqualTo(-expected);
        assertThat(a.equals(b)).isEqualTo(expected == 0);
    }

    private static void roundUp(ObjectNode c) {
        Quantity before = Quantity.parse(text(c, "input"));
        Quantity after = before.roundUp((int) number(c, "scale"));
        assertThat(after.value()).isEqualByComparingTo(new BigDecimal(Json.textAt(c, "expect", "value")));
        assertThat(after.equals(before)).isEqualTo(Json.flagAt(c, "expect", "exact"));
    }

    private static void scaledValue(ObjectNode c) {
        assertThat(scaled(c).scaledValue((int) number(c, "toScale"))).isEqualTo(number(c, "expect"));
    }

    private static void multiply(ObjectNode c) {
        Quantity product = Quantity.parse(text(c, "a")).multiply(Long.parseLong(text(c, "b")));
        assertThat(product.value()).isEqualByComparingTo(new BigDecimal(Json.textAt(c, "expect", "value")));
        assertThat(product.fitsLong()).isEqualTo(Json.flagAt(c, "expect", "fitsInt64"));
    }

    private static void asFloat(ObjectNode c) {
        Quantity quantity = c.has("input") ? Quantity.parse(text(c, "input")) : exact(text(c, "value"));
        assertThat(quantity.doubleValue())
                .isEqualTo(Double.parseDouble(c.get("expect").asText()));
    }

    private static void printsAs(ObjectNode c, Quantity quantity) {
        assertThat(quantity).hasToString(text(c, "expect"));
    }

    private static Quantity scaled(ObjectNode c) {
        return Quantity.ofScaled(number(c, "value"), (int) number(c, "scale"), Format.DECIMAL_SI);
    }

    private static Quantity exact(String value) {
        return Quantity.ofValue(new BigDecimal(value), Format.DECIMAL_SI);
    }

    private static Format family(ObjectNode c) {
        return family(text(c, "format"));
    }

    private static Format family(String word) {
        return Arrays.stream(Format.values())
                .filter(f -> f.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static String text(ObjectNode c, String field) {
        return c.required(field).asText();
    }

    private static long number(ObjectNode c, String field) {
        return c.required(field).asLong();
    }

    @Test
    void roundsMilliAndUnitsAwayFromZero() {
        assertThat(Quantity.parse("100m").milli()).isEqualTo(100);
        assertThat(Quantity.parse("100m").units()).isEqualTo(1);
        assertThat(Quantity.parse("-1500m").units()).isEqualTo(-2);
        assertThat(Quantity.parse("1n").milli()).isEqualTo(1);
        assertThat(Quantity.parse("512Mi").units()).isEqualTo(512L << 20);
        assertThat(Quantity.parse("2.5").milli()).isEqualTo(2500);
    }

    @Test
    void saturatesInsteadOfOverflowing() {
        assertThat(Quantity.parse("8Ei").milli()).isEqualTo(Long.MAX_VALUE);
        assertThat(Quantity.parse("-8Ei").milli()).isEqualTo(Long.MIN_VALUE);
        assertThat(Quantity.parse("12E").units()).isEqualTo(Long.MAX_VALUE);
        assertThat(Quantity.parse("-1e900").units()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void addsAcrossSuffixesAndKeepsTheFirstFamily() {
        assertThat(Quantity.parse("1").add(Quantity.parse("250m"))).hasToString("1250m");
        assertThat(Quantity.parse("1Gi").add(Quantity.parse("512Mi"))).hasToString("1536Mi");
        assertThat(Quantity.ZERO.add(Quantity.parse("1Gi"))).hasToString("1Gi");
        assertThat(Quantity.parse("9E").add(Quantity.parse("9E"))).hasToString("18E");
        assertThat(Quantity.parse("1").subtract(Quantity.parse("1n"))).hasToString("999999999n");
    }

    @Test
    void equalNumbersAreEqualWhateverTheSuffix() {
        assertThat(Quantity.parse("1000m")).isEqualTo(Quantity.parse("1")).hasSameHashCodeAs(Quantity.parse("1"));
        assertThat(Quantity.parse("1024Mi")).isEqualTo(Quantity.parse("1Gi"));
    }

    @Test
    void refusesTextsThatWouldKeepItBusy() {
        assertThatThrownBy(() -> Quantity.parse("1e999999999")).hasMessage(QuantityParser.WRONG_SUFFIX);
        assertThatThrownBy(() -> Quantity.parse("9".repeat(300))).hasMessage(QuantityParser.WRONG_FORMAT);
        assertThatThrownBy(() -> Quantity.parse("")).hasMessage(QuantityParser.WRONG_FORMAT);
        assertThatThrownBy(() -> Quantity.parse(".")).hasMessage(QuantityParser.WRONG_NUMBER);
        assertThatThrownBy(() -> Quantity.parse("1K")).hasMessage(QuantityParser.WRONG_SUFFIX);
    }
}
