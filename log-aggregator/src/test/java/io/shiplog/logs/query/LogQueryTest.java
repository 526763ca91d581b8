package io.shiplog.logs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.logs.line.LogOptions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogQueryTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:10.5Z");

    private static LogOptions options(Map<String, String> query) {
        return new LogQuery(name -> query.getOrDefault(name, "")).options(NOW);
    }

    @Test
    void nothingMeansEverythingThereIs() {
        assertThat(options(Map.of())).isEqualTo(LogOptions.ALL);
        assertThat(options(Map.of("follow", "false", "timestamps", "0"))).isEqualTo(LogOptions.ALL);
    }

    @Test
    void readsWhatKubectlSends() {
        LogOptions options = options(Map.of(
                "follow", "true", "tailLines", "0", "limitBytes", "9", "sinceSeconds", "10", "timestamps", "true"));
        long since = Instant.parse("2026-11-21T10:00:00.5Z").toEpochMilli() * 1_000_000;
        assertThat(options).isEqualTo(new LogOptions(true, 0, 9, since, true));
        assertThat(options(Map.of("sinceTime", "2026-11-21T11:00:00.5+01:00")).sinceNanos())
                .isEqualTo(since);
    }

    @Test
    void refusesInTheWordsOfKubernetes() {
        assertThatThrownBy(() -> options(Map.of("pod", "p", "tailLines", "-1")))
                .hasMessage("PodLogOptions \"p\" is invalid: tailLines: Invalid value: -1:"
                        + " must be greater than or equal to 0");
        assertThatThrownBy(() -> options(Map.of("limitBytes", "0"))).hasMessageContaining("must be greater than 0");
        assertThatThrownBy(() -> options(Map.of("sinceSeconds", "1", "sinceTime", "2026-11-21T10:00:00Z")))
                .hasMessageContaining("at most one of `sinceTime` or `sinceSeconds` may be specified");
        assertThatThrownBy(() -> options(Map.of("tailLines", "x"))).hasMessageContaining("invalid syntax");
        assertThatThrownBy(() -> options(Map.of("sinceTime", "yesterday"))).hasMessageContaining("yesterday");
    }
}
