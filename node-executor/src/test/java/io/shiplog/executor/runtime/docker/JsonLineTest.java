package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class JsonLineTest {

    private final JsonLine line = new JsonLine();

    private boolean parse(String text) {
        byte[] bytes = ("junk" + text + "junk").getBytes(StandardCharsets.UTF_8);
        return line.parse(bytes, 4, bytes.length - 4);
    }

    private String text() {
        return new String(line.text(), 0, line.length(), StandardCharsets.UTF_8);
    }

    private static long nanos(String time) {
        Instant at = Instant.parse(time);
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    @Test
    void readsWhatTheEngineWrites() {
        assertThat(parse("{\"log\":\"hello\\n\",\"stream\":\"stdout\",\"time\":\"2024-03-01T12:00:00.123456789Z\"}"))
                .isTrue();
        assertThat(text()).isEqualTo("hello\n");
        assertThat(line.stderr()).isFalse();
        assertThat(line.nanos()).isEqualTo(nanos("2024-03-01T12:00:00.123456789Z"));

        assertThat(parse("{\"log\":\"\\n\",\"stream\":\"stderr\",\"time\":\"2024-03-01T12:00:01.5Z\"}"))
                .isTrue();
        assertThat(text()).isEqualTo("\n");
        assertThat(line.stderr()).isTrue();
        assertThat(line.nanos()).isEqualTo(nanos("2024-03-01T12:00:01.500Z"));

        assertThat(parse("{\"log\":\"x\",\"stream\":\"stdout\",\"time\":\"2024-03-01T12:00:01Z\"}"))
                .isTrue();
        assertThat(line.nanos()).isEqualTo(nanos("2024-03-01T12:00:01Z"));
    }

    @Test
    void readsEveryEscape() {
        assertThat(parse("{\"log\":\"\\\"\\\\\\t\\r\\u0000\\u003cä€\\u00e4\\u20ac\\u2028\\ufffd\\ud83d\\ude00\","
                        + "\"stream\":\"stdout\",\"time\":\"2024-03-01T12:00:00.1Z\"}"))
                .isTrue();
        assertThat(text()).isEqualTo("\"\\\t\r\u0000<ä€ä€\u2028\ufffd\ud83d\ude00");
    }

    @Test
    void readsFurtherFieldsAndOtherTimeZones() {
        assertThat(parse("{\"log\":\"a\\n\",\"stream\":\"stderr\",\"attrs\":{\"k\":\"v\"},"
                        + "\"time\":\"2024-03-01T14:00:00.25+02:00\"}"))
                .isTrue();
        assertThat(text()).isEqualTo("a\n");
        assertThat(line.stderr()).isTrue();
        assertThat(line.nanos()).isEqualTo(nanos("2024-03-01T12:00:00.250Z"));
    }

    @Test
    void whatACrashHasTornIsNoLine() {
        String whole = "{\"log\":\"hello\\n\",\"stream\":\"stdout\",\"time\":\"2024-03-01T12:00:00.123456789Z\"}";
        for (int length = 0; length < whole.length(); length++) {
            assertThat(parse(whole.substring(0, length))).as("%d bytes", length).isFalse();
        }
        assertThat(parse(whole)).isTrue();
        assertThat(parse("\u0000\u0000\u0000")).isFalse();
    }
}
