package io.shiplog.standalone.cli;

import io.shiplog.logs.topology.LogsConfig;
import io.shiplog.schemas.value.Quantity;
import io.shiplog.standalone.cell.UserError;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How much of containers' lines a log-aggregator keeps. The oldest go first, and `kubectl logs` names the gap. */
final class LogStoreOptions {

    private static final Pattern AGE = Pattern.compile("(\\d{1,5})([hd])");
    private static final int DAY_HOURS = 24;

    @Option(
            names = "--log-store-size",
            paramLabel = "QUANTITY",
            description = "lines on the disk at most, packed, at least 64Mi (default: ${DEFAULT-VALUE})",
            converter = Size.class,
            defaultValue = "2Gi")
    private long bytes;

    @Option(
            names = "--log-store-age",
            paramLabel = "AGE",
            description =
                    "lines are kept for so many days or hours at most, e.g. 7d or 36h (default: ${DEFAULT-VALUE})",
            converter = Age.class,
            defaultValue = "7d")
    @SuppressWarnings("NullAway.Init")
    private Duration age;

    /** Throws UserError for limits that no store can hold. */
    LogsConfig config() {
        try {
            return LogsConfig.standard().keeping(bytes, age);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "The store of lines cannot be bounded so: " + e.getMessage() + ".",
                    "Correct --log-store-size or --log-store-age.");
        }
    }

    /** A Kubernetes quantity as bytes. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Quantity.parse(text).units();
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is not a quantity such as 2Gi or 500Mi");
            }
        }
    }

    /** Days or hours. */
    static final class Age implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher age = AGE.matcher(text.toLowerCase(Locale.ROOT));
            if (!age.matches()) {
                throw new TypeConversionException("'" + text + "' is not an age such as 7d or 36h");
            }
            long number = Long.parseLong(age.group(1));
            return Duration.ofHours(age.group(2).equals("d") ? number * DAY_HOURS : number);
        }
    }
}
