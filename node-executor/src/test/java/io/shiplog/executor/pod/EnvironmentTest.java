package io.shiplog.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final PodRef POD = new PodRef("n1", "default", "web-0", "u1");

    @Test
    void referencesAreReplacedWhereTheyAreKnown() {
        Map<String, String> variables = Map.of("A", "1", "REF", "$(A)");
        assertThat(Environment.expand("$(A)-$(B)-$$(A)-$(REF)-$A-$(", variables))
                .isEqualTo("1-$(B)-$(A)-$(A)-$A-$(");
    }

    @Test
    void variablesReferToThoseBeforeThemAndToThePod() {
        var container = Json.parse("{\"env\":[{\"name\":\"POD\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":"
                + "\"metadata.name\"}}},{\"name\":\"HELLO\",\"value\":\"hi $(POD)\"}]}");
        assertThat(Environment.variables(container, POD, ""))
                .containsExactly(Map.entry("POD", "web-0"), Map.entry("HELLO", "hi web-0"));
    }
}
