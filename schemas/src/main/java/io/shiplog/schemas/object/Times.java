package io.shiplog.schemas.object;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** RFC 3339 as Kubernetes writes it: seconds, Z. (metav1.Time; metav1.MicroTime has six decimals.) */
public final class Times {

    private Times() {}

    /** e.g. 2026-11-21T10:00:00Z; fractions are cut off. */
    public static String format(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Epoch milliseconds to text; fractions of a second are cut off. */
    public static String format(long epochMillis) {
        return format(Instant.ofEpochMilli(epochMillis));
    }

    /** Epoch milliseconds of an RFC 3339 text, or 0 when it is empty or malformed. */
    public static long millis(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
