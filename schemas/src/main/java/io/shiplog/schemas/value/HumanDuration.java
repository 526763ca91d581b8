package io.shiplog.schemas.value;

import java.time.Duration;

/** Ages as kubectl prints them (k8s.io/apimachinery duration): coarser the longer they are. */
public final class HumanDuration {

    private static final String INVALID = "<invalid>";
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private HumanDuration() {}

    /**
     * The AGE column, two or three digits: 119s, 2m1s, 179m, 7h59m, 47h, 7d23h, 729d, 2y1d, 9y; a second in the
     * future is 0s.
     */
    public static String of(Duration age) {
        long seconds = wholeSeconds(age);
        if (seconds < 2 * MINUTE) {
            return underAMinute(seconds);
        }
        if (seconds < 10 * MINUTE) {
            return pair(seconds / MINUTE, "m", seconds % MINUTE, "s");
        }
        if (seconds < 3 * HOUR) {
            return seconds / MINUTE + "m";
        }
        if (seconds < 8 * HOUR) {
            return pair(seconds / HOUR, "h", seconds % HOUR / MINUTE, "m");
        }
        if (seconds < 2 * DAY) {
            return seconds / HOUR + "h";
        }
        if (seconds < 8 * DAY) {
            return pair(seconds / DAY, "d", seconds % DAY / HOUR, "h");
        }
        if (seconds < 2 * YEAR) {
            return seconds / DAY + "d";
        }
        return seconds < 8 * YEAR ? pair(seconds / YEAR, "y", seconds % YEAR / DAY, "d") : seconds / YEAR + "y";
    }

    /** One unit only: 59s, 1m, 23h, 364d, 2y. */
    public static String shortOf(Duration age) {
        long seconds = wholeSeconds(age);
        if (seconds < MINUTE) {
            return underAMinute(seconds);
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + "m";
        }
        if (seconds < DAY) {
            return seconds / HOUR + "h";
        }
        return seconds < YEAR ? seconds / DAY + "d" : seconds / YEAR + "y";
    }

    /** Fractions are cut off towards zero, so that -0.5 s is 0 s. */
    private static long wholeSeconds(Duration age) {
        boolean fractionBelowZero = age.isNegative() && age.getNano() != 0;
        return age.getSeconds() + (fractionBelowZero ? 1 : 0);
    }

    private static String underAMinute(long seconds) {
        return seconds < -1 ? INVALID : Math.max(0, seconds) + "s";
    }

    private static String pair(long high, String highUnit, long low, String lowUnit) {
        return low == 0 ? high + highUnit : high + highUnit + low + lowUnit;
    }
}
