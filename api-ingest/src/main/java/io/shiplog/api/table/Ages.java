package io.shiplog.api.table;

import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.value.HumanDuration;
import java.time.Duration;
import java.time.Instant;

/** Times as Tables show them: how long ago, how long until. */
final class Ages {

    static final String UNKNOWN = "<unknown>";

    private Ages() {}

    /** Age of an RFC 3339 time; empty or malformed is {@code <unknown>}. */
    static String since(String time, Instant now) {
        long millis = Times.millis(time);
        return millis == 0 ? UNKNOWN : HumanDuration.of(Duration.between(Instant.ofEpochMilli(millis), now));
    }

    /** Time left until an RFC 3339 time; empty or malformed is {@code <unknown>}. */
    static String until(String time, Instant now) {
        long millis = Times.millis(time);
        return millis == 0 ? UNKNOWN : HumanDuration.of(Duration.between(now, Instant.ofEpochMilli(millis)));
    }

    /** Length between two times, the end being "now" when it is not set; empty when the start is not set. */
    static String between(String start, String end, Instant now) {
        long from = Times.millis(start);
        if (from == 0) {
            return "";
        }
        long to = Times.millis(end);
        return HumanDuration.of(Duration.ofMillis((to == 0 ? now.toEpochMilli() : to) - from));
    }
}
