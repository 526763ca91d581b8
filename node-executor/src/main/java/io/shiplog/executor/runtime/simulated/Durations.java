package io.shiplog.executor.runtime.simulated;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go and Kubernetes write them: 20ms, 1.5s, 2m, 1h30m; a bare number is seconds. */
final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");
    private static final Map<String, Long> UNITS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);

    private Durations() {}

    /** Milliseconds. Throws IllegalArgumentException when it is no duration. */
    static long millis(String text) {
        String trimmed = text.trim();
        if (trimmed.matches("\\d+(\\.\\d+)?")) {
            return millis(trimmed, 1000);
        }
        Matcher parts = PART.matcher(trimmed);
        long sum = 0;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            sum += millis(parts.group(1), UNITS.getOrDefault(parts.group(2), 0L));
            end = parts.end();
        }
        if (end == 0 || end != trimmed.length()) {
            throw new IllegalArgumentException("not a duration (like 20ms, 1.5s, 2m): " + text);
        }
        return sum;
    }

    private static long millis(String number, long unit) {
        return new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).longValue();
    }
}
