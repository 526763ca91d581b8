package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HumanDurationTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "age", c -> assertThat(HumanDuration.of(elapsed(c))).isEqualTo(Json.textAt(c, "expect")),
            "age-short", c -> assertThat(HumanDuration.shortOf(elapsed(c))).isEqualTo(Json.textAt(c, "expect")));

    @TestFactory
    Stream<DynamicNode> agreesWithTheVectors() {
        return Vectors.tests(HumanDurationTest.class, List.of("age-format.json"), KINDS);
    }

    private static Duration elapsed(ObjectNode c) {
        return Duration.ofNanos(Json.longAt(c, 0, "nanoseconds"));
    }

    @Test
    void aClockThatIsSlightlyBehindShowsZeroSeconds() {
        assertThat(HumanDuration.of(Duration.ofMillis(-1500))).isEqualTo("0s");
        assertThat(HumanDuration.of(Duration.ofSeconds(-2))).isEqualTo("<invalid>");
    }
}
