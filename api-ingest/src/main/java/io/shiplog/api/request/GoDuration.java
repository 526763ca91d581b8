package io.shiplog.api.request;

import io.shiplog.schemas.object.StatusException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them in query parameters: 5s, 8m23s, 1h, 250ms, 1.5h, 0. */
public final class GoDuration {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    /** Longer texts are refused before any arithmetic; Go's own longest duration has 20 digits and a few units. */
    private static final int LENGTH_MAX = 64;

    private GoDuration() {}

    /** Throws StatusException 400 when it is no duration, negative, or beyond 292 years as in Go. */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            throw invalid(text);
        }
        Matcher matcher = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw invalid(text);
            }
            BigDecimal unit = BigDecimal.valueOf(NANOS.getOrDefault(matcher.group(2), 0L));
            nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(unit));
            at = matcher.end();
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw invalid(text);
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    private static StatusException invalid(String text) {
        return StatusException.badRequest("time: invalid duration \"" + text + "\"");
    }
}
