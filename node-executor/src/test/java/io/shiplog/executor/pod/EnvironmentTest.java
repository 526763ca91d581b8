package io.shiplog.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void referencesAreReplacedWhereTheyAreKnown() {
        Map<String, String> variables = Map.of("A", "1", "REF", "$(A)");
        assertThat(Environment.expand("$(A)-$(B)-$$(A)-$(REF)-$A-$(", variables))
                .isEqualTo("1-$(B)-$(A)-$(A)-$A-$(");
    }
}
