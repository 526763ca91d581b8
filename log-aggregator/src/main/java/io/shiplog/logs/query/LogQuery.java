package io.shiplog.logs.query;

import io.shiplog.logs.line.LogOptions;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.StatusException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads query parameters as Kubernetes reads those of the log subresource. */
final class LogQuery {

    private static final long NANOS = 1_000_000_000L;
    private static final String POSITIVE = "must be greater than 0";

    private final UnaryOperator<String> values;

    /**
     * Over these values.
     *
     * @param values of a parameter by its name, empty when it is absent
     */
    LogQuery(UnaryOperator<String> values) {
        this.values = values;
    }

    String text(String name) {
        return values.apply(name);
    }

    /** 0 and false mean no, absence too. */
    boolean flag(String name) {
        String text = text(name);
        return !text.isEmpty() && !Set.of("0", "false").contains(text.toLowerCase(Locale.ROOT));
    }

    /** Throws StatusException 400 when it is no number. */
    @Nullable
    Long number(String name) {
        String text = text(name);
        try {
            return text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw StatusException.badRequest(name + ": strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    /** Epoch nanoseconds of an RFC 3339 time, or null. Throws StatusException 400 when it is none. */
    @Nullable
    Long time(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
        } catch (DateTimeParseException | ArithmeticException e) {
            throw StatusException.badRequest(name + ": parsing time \"" + text + "\" as RFC 3339: cannot parse it");
        }
    }

    /** PodLogOptions. Throws StatusException 400 for an unreadable value, 422 for one that is not allowed. */
    LogOptions options(Instant now) {
        Long tail = number("tailLines");
        Long limit = number("limitBytes");
        Long seconds = number("sinceSeconds");
        Long since = time("sinceTime");
        List<FieldError> errors = new ArrayList<>();
        if (tail != null && tail < 0) {
            errors.add(FieldError.invalid("tailLines", tail.toString(), "must be greater than or equal to 0"));
        }
        if (limit != null && limit < 1) {
            errors.add(FieldError.invalid("limitBytes", limit.toString(), POSITIVE));
        }
        if (seconds != null && since != null) {
            errors.add(FieldError.forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
        } else if (seconds != null && seconds < 1) {
            errors.add(FieldError.invalid("sinceSeconds", seconds.toString(), POSITIVE));
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid("", "PodLogOptions", text("pod"), errors);
        }
        long from = since == null ? Long.MIN_VALUE : since;
        if (seconds != null) {
            from = now.getEpochSecond() * NANOS + now.getNano() - Math.min(seconds, Integer.MAX_VALUE) * NANOS;
        }
        return new LogOptions(
                flag("follow"), tail == null ? -1 : tail, limit == null ? -1 : limit, from, flag("timestamps"));
    }
}
