package io.shiplog.schemas.value;

import io.shiplog.schemas.value.Quantity.Format;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Prints quantities in canonical form: an integer and the largest suffix that keeps it one. */
final class QuantityText {

    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigInteger KIBI_WHOLE = BigInteger.valueOf(1024);
    private static final int LARGEST_POWER = 18;

    private QuantityText() {}

    static String canonical(Quantity quantity) {
        if (quantity.signum() == 0) {
            return "0";
        }
        Long whole = quantity.exactLong();
        if (whole != null) {
            boolean binary = quantity.format() == Format.BINARY_SI && (whole <= -1024 || whole >= 1024);
            return binary ? binary(whole) : decimal(whole, 0, quantity.format());
        }
        BigDecimal value = quantity.value().stripTrailingZeros();
        if (quantity.format() == Format.BINARY_SI
                && value.scale() <= 0
                && value.abs().compareTo(KIBI) >= 0) {
            return binary(value.toBigIntegerExact());
        }
        return decimal(value, quantity.format());
    }

    private static String binary(long whole) {
        int step = 0;
        long rest = whole;
        while (rest % 1024 == 0 && step < BINARY.length - 1) {
            rest /= 1024;
            step++;
        }
        return rest + BINARY[step];
    }

    private static String binary(BigInteger whole) {
        int step = 0;
        BigInteger rest = whole;
        while (rest.mod(KIBI_WHOLE).signum() == 0 && step < BINARY.length - 1) {
            rest = rest.divide(KIBI_WHOLE);
            step++;
        }
        return rest + BINARY[step];
    }

    private static String decimal(long whole, int power, Format format) {
        long rest = whole;
        int shown = power;
        while (rest % 1000 == 0) {
            rest /= 1000;
            shown += 3;
        }
        return rest + suffix(shown, format);
    }

    /** value has no trailing zeros: 15e5 (unscaled 15, power 5) is shown at power 3 as 1500. */
    private static String decimal(BigDecimal exact, Format format) {
        boolean tooFine = exact.scale() > -Quantity.NANO;
        BigDecimal value =
                tooFine ? exact.setScale(-Quantity.NANO, RoundingMode.UP).stripTrailingZeros() : exact;
        int power = 3 * Math.floorDiv(-value.scale(), 3);
        int shown = format == Format.DECIMAL_EXPONENT ? power : Math.min(power, LARGEST_POWER);
        return value.scaleByPowerOfTen(-shown).toBigIntegerExact() + suffix(shown, format);
    }

    private static String suffix(int power, Format format) {
        if (format == Format.DECIMAL_EXPONENT) {
            return power == 0 ? "" : "e" + power;
        }
        return DECIMAL[(power - Quantity.NANO) / 3];
    }
}
