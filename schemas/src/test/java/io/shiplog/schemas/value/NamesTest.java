package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NamesTest {

    private static final Map<String, VectorCase> KINDS = new HashMap<>();

    static {
        text("dns-1123-label", Names::dns1123Label);
        text("dns-1123-subdomain", Names::dns1123Subdomain);
        text("dns-1123-subdomain-underscore", Names::dns1123SubdomainUnderscore);
        text("wildcard-dns-1123-subdomain", Names::wildcardDns1123Subdomain);
        text("dns-1035-label", Names::dns1035Label);
        text("qualified-name", Names::qualifiedName);
        text("label-value", Names::labelValue);
        text("port-name", Names::portName);
        text("config-map-key", Names::configMapKey);
        text("env-name-relaxed", Names::envVarName);
        text("http-header-name", Names::httpHeaderName);
        text("percent", Names::percent);
        text("fully-qualified-domain-name", Names::fullyQualifiedDomainName);
        text("fully-qualified-name", Names::fullyQualifiedName);
        text("domain-prefixed-path", Names::domainPrefixedPath);
        text("domain-prefixed-key", Names::domainPrefixedKey);
        number("port-number", Names::portNumber);
        number("user-id", Names::userId);
        number("group-id", Names::groupId);
        KINDS.put("int-range", c -> judged(c, Names.inRange(at(c, "value"), at(c, "min"), at(c, "max"))));
        KINDS.put("int-or-percent-scaled", NamesTest::scaled);
        KINDS.put("int-or-percent-parse", NamesTest::percent);
        KINDS.put(
                "int-or-string-from-text",
                c -> assertThat(IntOrPercent.ofText(Json.textAt(c, "input")))
                        .hasToString(c.required("expect").toString()));
        KINDS.put("int-or-string-json", NamesTest::keepsText);
    }

    private static void text(String kind, Function<String, List<String>> rule) {
        KINDS.put(kind, c -> judged(c, rule.apply(c.required("value").asText())));
    }

    private static void number(String kind, LongFunction<List<String>> rule) {
        KINDS.put(kind, c -> judged(c, rule.apply(at(c, "value"))));
    }

    private static long at(ObjectNode c, String field) {
        return c.required(field).asLong();
    }

    private static void judged(ObjectNode c, List<String> errors) {
        assertThat(errors.isEmpty()).as("errors: %s", errors).isEqualTo(Json.flagAt(c, "expect"));
    }

    private static void scaled(ObjectNode c) {
        int total = (int) at(c, "total");
        boolean up = Json.flagAt(c, "roundUp");
        if (Json.flagAt(c, "expect", "error")) {
            assertThatThrownBy(() -> IntOrPercent.scaled(c.required("input"), total, up))
                    .isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(IntOrPercent.scaled(c.required("input"), total, up))
                    .isEqualTo((int) Json.longAt(c, 0, "expect", "value"));
        }
    }

    private static void percent(ObjectNode c) {
        String input = Json.textAt(c, "input");
        if (Json.flagAt(c, "expect", "error")) {
            assertThatThrownBy(() -> IntOrPercent.percent(input)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(IntOrPercent.percent(input)).isEqualTo((int) Json.longAt(c, 0, "expect", "value"));
        }
    }

    /** A text that looks like a number stays a text on its way through JSON. */
    private static void keepsText(ObjectNode c) {
        ObjectNode out = Json.object().put("val", Json.textAt(c, "input"));
        assertThat(Json.text(Json.parse(Json.bytes(out)))).isEqualTo(Json.textAt(c, "expect"));
    }

    @TestFactory
    Stream<DynamicNode> agreesWithTheVectors() {
        return Vectors.tests(NamesTest.class, List.of("names-and-values.json"), KINDS);
    }

    @Test
    void speaksTheWordsOfKubernetes() {
        assertThat(Names.dns1123Label("Web"))
                .containsExactly(
                        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
                                + "and must start and end with an alphanumeric character "
                                + "(e.g. 'my-name',  or '123-abc', "
                                + "regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
        assertThat(Names.dns1123Subdomain("My_Web"))
                .containsExactly("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
                        + "'-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "
                        + "regex used for validation is "
                        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
        assertThat(Names.qualifiedName("a/b/c"))
                .containsExactly("a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must "
                        + "start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
                        + "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional "
                        + "DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        assertThat(Names.labelValue("x".repeat(64))).containsExactly("must be no more than 63 characters");
        assertThat(Names.portNumber(0)).containsExactly("must be between 1 and 65535, inclusive");
        assertThat(Names.configMapKey("..a")).containsExactly("must not start with '..'");
    }

    @Test
    void aMegabyteOfNameIsRefusedWithoutAStackOverflow() {
        assertThat(Names.dns1123Subdomain("a.".repeat(500_000))).containsExactly("must be no more than 253 characters");
    }

    @Test
    void unsetIntOrPercentIsZeroAndNumbersPassThrough() {
        assertThat(IntOrPercent.scaled(null, 10, true)).isZero();
        assertThat(IntOrPercent.scaled(IntOrPercent.ofText("7"), 10, true)).isEqualTo(7);
        assertThat(IntOrPercent.scaled(IntOrPercent.ofText("25%"), 10, true)).isEqualTo(3);
        assertThat(IntOrPercent.scaled(IntOrPercent.ofText("25%"), 10, false)).isEqualTo(2);
    }
}
