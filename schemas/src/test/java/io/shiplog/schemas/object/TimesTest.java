package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimesTest {

    @Property
    void textIsTheFormattersOwn(
            @ForAll @LongRange(min = -100_000_000_000_000L, max = 300_000_000_000_000L) long millis) {
        Instant seconds = Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
        assertThat(Times.format(millis)).isEqualTo(DateTimeFormatter.ISO_INSTANT.format(seconds));
    }

    @Property
    void timeReadIsTheTimeWritten(@ForAll @LongRange(min = -60_000_000_000L, max = 250_000_000_000L) long second) {
        assertThat(Times.millis(Times.format(second * 1000))).isEqualTo(second * 1000);
    }

    @Property
    void whatLooksLikeATimeIsReadAsTheParserDoes(
            @ForAll @IntRange(max = 14) int month,
            @ForAll @IntRange(max = 33) int day,
            @ForAll @IntRange(max = 25) int hour,
            @ForAll @IntRange(max = 61) int second) {
        String text = String.format("2024-%02d-%02dT%02d:30:%02dZ", month, day, hour, second);
        long parsed;
        try {
            parsed = OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (java.time.format.DateTimeParseException e) {
            parsed = 0;
        }
        assertThat(Times.millis(text)).isEqualTo(parsed);
    }

    @Test
    void fractionsAndOffsetsAreReadToo() {
        assertThat(Times.millis("2026-11-21T10:00:00.123456Z")).isEqualTo(Times.millis("2026-11-21T10:00:00Z") + 123);
        assertThat(Times.millis("2026-11-21T12:00:00+02:00")).isEqualTo(Times.millis("2026-11-21T10:00:00Z"));
        assertThat(Times.millis("yesterday")).isZero();
        assertThat(Times.millis("")).isZero();
    }
}
