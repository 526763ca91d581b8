package io.shiplog.schemas.object;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** RFC 3339 as Kubernetes writes it: seconds, Z. (metav1.Time; metav1.MicroTime has six decimals.) */
public final class Times {

    /** What nearly all times look like: a d stands for a digit, everything else for itself. */
    private static final String SHAPE = "dddd-dd-ddTdd:dd:ddZ";

    private static final int SECONDS_OF_DAY = 86_400;
    /** First seconds of the years 0 and 10000: between them a year has four digits. */
    private static final long FIRST_SECOND = -62_167_219_200L;

    private static final long END_SECOND = 253_402_300_800L;

    private Times() {}

    /** e.g. 2026-11-21T10:00:00Z; fractions are cut off. */
    public static String format(Instant time) {
        long second = time.getEpochSecond();
        if (second < FIRST_SECOND || second >= END_SECOND) {
            return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
        }
        // By hand: several times stand in every object and event, and the formatter costs more than their JSON.
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_OF_DAY));
        int ofDay = (int) Math.floorMod(second, (long) SECONDS_OF_DAY);
        char[] out = SHAPE.toCharArray();
        digits(out, 0, 4, date.getYear());
        digits(out, 5, 2, date.getMonthValue());
        digits(out, 8, 2, date.getDayOfMonth());
        digits(out, 11, 2, ofDay / 3600);
        digits(out, 14, 2, ofDay / 60 % 60);
        digits(out, 17, 2, ofDay % 60);
        return new String(out);
    }

    private static void digits(char[] into, int from, int count, int value) {
        int rest = value;
        for (int i = from + count - 1; i >= from; i--) {
            into[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
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
        if (hasShape(text)) {
            return millisOfShape(text);
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private static boolean hasShape(String text) {
        if (text.length() != SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char wanted = SHAPE.charAt(i);
            char found = text.charAt(i);
            if (wanted == 'd' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        return true;
    }

    private static long millisOfShape(String text) {
        int hour = number(text, 11, 2);
        int minute = number(text, 14, 2);
        int second = number(text, 17, 2);
        if (hour > 23 || minute > 59 || second > 59) {
            return 0;
        }
        try {
            LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
            return (date.toEpochDay() * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second) * 1000;
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static int number(String text, int from, int count) {
        int out = 0;
        for (int i = from; i < from + count; i++) {
            out = out * 10 + text.charAt(i) - '0';
        }
        return out;
    }
}
