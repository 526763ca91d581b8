package io.shiplog.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.BackOff;
import io.shiplog.executor.pod.RestartPolicy;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Behavioural rows taken from Kubernetes; each kind names one pure function here. */
class ExecutorVectorsTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "series", ExecutorVectorsTest::series,
            "idle-reset", ExecutorVectorsTest::idleReset,
            "timeline", ExecutorVectorsTest::timeline);

    @TestFactory
    Stream<DynamicNode> vectors() {
        return Vectors.tests(ExecutorVectorsTest.class, List.of("backoff.json"), KINDS);
    }

    private static void series(ObjectNode row) {
        BackOff backOff = BackOff.NONE;
        long now = 0;
        for (JsonNode expected : row.get("expect")) {
            assertThat(backOff.delayMillis()).isEqualTo(expected.asLong() * 1000);
            now += backOff.delayMillis();
            backOff = backOff.next(now, step(row), max(row));
        }
    }

    private static void idleReset(ObjectNode row) {
        BackOff backOff = BackOff.NONE;
        for (int i = 0; i < row.get("failures").asInt(); i++) {
            backOff = backOff.next(1, step(row), max(row));
        }
        long now = 1 + row.get("idleSeconds").asLong() * 1000;
        assertThat(backOff.holdsAt(now, max(row)))
                .isEqualTo(row.at("/expect/inBackOff").asBoolean());
        assertThat(backOff.delayAt(now, max(row))).isZero();
    }

    private static void timeline(ObjectNode row) {
        BackOff backOff = BackOff.NONE;
        for (JsonNode at : row.get("attemptsAtSeconds")) {
            backOff = backOff.next(at.asLong() * 1000, step(row), max(row));
        }
        long now = row.get("askAtSecond").asLong() * 1000;
        assertThat(backOff.holdsAt(now, max(row)))
                .isEqualTo(row.at("/expect/inBackOff").asBoolean());
        if (row.at("/expect").has("valueSeconds")) {
            assertThat(backOff.delayMillis())
                    .isEqualTo(row.at("/expect/valueSeconds").asLong() * 1000);
        }
    }

    private static long step(ObjectNode row) {
        return row.get("stepSeconds").asLong() * 1000;
    }

    private static long max(ObjectNode row) {
        return row.get("maxSeconds").asLong() * 1000;
    }

    @TestFactory
    Stream<DynamicNode> restartPolicies() {
        return Stream.of(RestartPolicy.values())
                .map(policy -> DynamicTest.dynamicTest(policy + " restarts as Kubernetes says", () -> {
                    assertThat(policy.restarts(0)).isEqualTo(policy == RestartPolicy.ALWAYS);
                    assertThat(policy.restarts(1)).isEqualTo(policy != RestartPolicy.NEVER);
                }));
    }
}
