package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes resource quantity such as {@code 100m}, {@code 512Mi} or {@code 2}: an exact number and the family of
 * suffixes in which it is printed. Immutable; equality and order look at the number alone, so 1000m equals 1.
 *
 * <p>Common values are a long times a power of ten; only what does not fit there is a BigDecimal.
 */
public final class Quantity implements Comparable<Quantity> {

    /** The family of suffixes that a quantity is printed with. */
    public enum Format {
        /** n u m k M G T P E. */
        DECIMAL_SI("DecimalSI"),
        /** Ki Mi Gi Ti Pi Ei. */
        BINARY_SI("BinarySI"),
        /** e3, e6, e-9 and so on. */
        DECIMAL_EXPONENT("DecimalExponent");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        /** The name of the family in Kubernetes, e.g. DecimalSI. */
        public String word() {
            return word;
        }
    }

    /** Nothing. */
    public static final Quantity ZERO = new Quantity(0, 0, null, Format.DECIMAL_SI);

    /** The finest step: one billionth. Finer input is rounded away from zero. */
    static final int NANO = -9;

    /** How many plain integers (cpu counts, pods, replicas) are shared instead of made anew. */
    private static final int SHARED = 128;

    private static final Quantity[] SHARED_UNITS = sharedUnits();

    private final long amount;
    private final int exponent;
    private final @Nullable BigDecimal big;
    private final Format format;

    private Quantity(long amount, int exponent, @Nullable BigDecimal big, Format format) {
        this.amount = amount;
        this.exponent = exponent;
        this.big = big;
        this.format = format;
    }

    private static Quantity[] sharedUnits() {
        Quantity[] out = new Quantity[SHARED];
        for (int i = 0; i < SHARED; i++) {
            out[i] = new Quantity(i, 0, null, Format.DECIMAL_SI);
        }
        return out;
    }

    /** Reads a quantity. Throws IllegalArgumentException with Kubernetes' words when the text is none. */
    public static Quantity parse(String text) {
        return QuantityParser.parse(text);
    }

    /** Reads a JSON string (blanks around it are dropped) or number. Throws IllegalArgumentException otherwise. */
    public static Quantity of(JsonNode json) {
        if (json.isTextual()) {
            return parse(json.textValue().strip());
        }
        if (json.isNumber()) {
            return parse(json.asText());
        }
        throw new IllegalArgumentException(QuantityParser.WRONG_FORMAT);
    }

    /** Whole units. */
    public static Quantity ofUnits(long units, Format format) {
        return fast(units, 0, format);
    }

    /** Thousandths, e.g. millicores. */
    public static Quantity ofMilli(long milli, Format format) {
        return fast(milli, -3, format);
    }

    /** value times ten to the power of scale (-9 to 18). */
    public static Quantity ofScaled(long value, int scale, Format format) {
        return fast(value, scale, format);
    }

    /** An exact number, kept as it is. */
    public static Quantity ofValue(BigDecimal value, Format format) {
        return new Quantity(0, 0, value, format);
    }

    static Quantity fast(long amount, int exponent, Format format) {
        if (exponent == 0 && format == Format.DECIMAL_SI && amount >= 0 && amount < SHARED) {
            return SHARED_UNITS[(int) amount];
        }
        return new Quantity(amount, exponent, null, format);
    }

    /** The exact number. */
    public BigDecimal value() {
        return big != null ? big : BigDecimal.valueOf(amount, -exponent);
    }

    /** The family of suffixes it was written with. */
    public Format format() {
        return format;
    }

    /** Thousandths, rounded away from zero; the nearest long where it does not fit. */
    public long milli() {
        return scaledValue(-3);
    }

    /** Whole units, rounded away from zero; the nearest long where it does not fit. */
    public long units() {
        return scaledValue(0);
    }

    /** The number counted in steps of ten to the power of scale, rounded away from zero; saturating. */
    public long scaledValue(int scale) {
        return big != null ? Decimals.toLong(big, scale) : Decimals.rescale(amount, exponent, scale);
    }

    /** The number rounded away from zero to a multiple of ten to the power of scale. */
    public Quantity roundUp(int scale) {
        BigDecimal exact = value();
        if (exact.scale() <= -scale) {
            return this;
        }
        return new Quantity(0, 0, exact.setScale(-scale, RoundingMode.UP), format);
    }

    /** The number as an integer when it was read without falling back to arbitrary precision, else null. */
    public @Nullable Long exactLong() {
        if (big != null) {
            return null;
        }
        long whole = Decimals.rescale(amount, exponent, 0);
        return BigDecimal.valueOf(whole).compareTo(value()) == 0 ? whole : null;
    }

    /** True when the number is a whole one within 64 bits. */
    public boolean fitsLong() {
        BigDecimal stripped = value().stripTrailingZeros();
        return stripped.scale() <= 0 && stripped.toBigInteger().bitLength() < Long.SIZE;
    }

    /** The nearest double; infinite where there is none. */
    public double doubleValue() {
        return value().doubleValue();
    }

    /** -1, 0 or 1. */
    public int signum() {
        return big != null ? big.signum() : Long.signum(amount);
    }

    /** Sum; printed as this one is, or as the other one when this is zero. */
    public Quantity add(Quantity other) {
        Format shown = signum() == 0 ? other.format : format;
        if (big == null && other.big == null) {
            int common = Math.min(exponent, other.exponent);
            long here = Decimals.shiftUp(amount, exponent - common);
            long there = Decimals.shiftUp(other.amount, other.exponent - common);
            long sum = here + there;
            boolean overflown = ((here ^ sum) & (there ^ sum)) < 0;
            if (here != Decimals.NO_LONG && there != Decimals.NO_LONG && !overflown) {
                return fast(sum, common, shown);
            }
        }
        return new Quantity(0, 0, value().add(other.value()), shown);
    }

    /** Difference; printed as {@link #add} says. */
    public Quantity subtract(Quantity other) {
        return add(other.negate());
    }

    /** The same number with the other sign. */
    public Quantity negate() {
        if (big == null && amount != Long.MIN_VALUE) {
            return fast(-amount, exponent, format);
        }
        return new Quantity(0, 0, value().negate(), format);
    }

    /** Product, exact. */
    public Quantity multiply(long factor) {
        if (big == null) {
            long high = Math.multiplyHigh(amount, factor);
            long low = amount * factor;
            if (high == (low >> (Long.SIZE - 1))) {
                return fast(low, exponent, format);
            }
        }
        return new Quantity(0, 0, value().multiply(BigDecimal.valueOf(factor)), format);
    }

    @Override
    public int compareTo(Quantity other) {
        if (big == null && other.big == null && exponent == other.exponent) {
            return Long.compare(amount, other.amount);
        }
        return value().compareTo(other.value());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity quantity && compareTo(quantity) == 0;
    }

    @Override
    public int hashCode() {
        return value().stripTrailingZeros().hashCode();
    }

    /** The canonical text: no fraction, the largest suffix that allows that. 1000M gives 1G, 1.5 gives 1500m. */
    @Override
    public String toString() {
        return QuantityText.canonical(this);
    }
}
