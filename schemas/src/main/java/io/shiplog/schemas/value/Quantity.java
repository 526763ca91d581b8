package io.shiplog.schemas.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A Kubernetes resource quantity such as 100m, 512Mi or 2. */
public final class Quantity implements Comparable<Quantity> {

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);

    private final BigDecimal value;

    private Quantity(BigDecimal value) {
        this.value = value;
    }

    /** Parses; throws IllegalArgumentException. */
    public static Quantity parse(String text) {
        String[] suffixes = {"n", "u", "m", "k", "M", "G", "T", "P", "E"};
        int[] powers = {-9, -6, -3, 3, 6, 9, 12, 15, 18};
        for (int i = 0; i < suffixes.length; i++) {
            if (text.endsWith(suffixes[i])) {
                return new Quantity(
                        new BigDecimal(text.substring(0, text.length() - 1)).scaleByPowerOfTen(powers[i]));
            }
        }
        if (text.endsWith("i") && text.length() > 2) {
            int power = "KMGTPE".indexOf(text.charAt(text.length() - 2)) + 1;
            return new Quantity(new BigDecimal(text.substring(0, text.length() - 2))
                    .multiply(BigDecimal.valueOf(2).pow(10 * power)));
        }
        return new Quantity(new BigDecimal(text));
    }

    /** The exact number. */
    public BigDecimal value() {
        return value;
    }

    /** Thousandths, rounded away from zero, saturating. */
    public long milli() {
        return saturated(value.scaleByPowerOfTen(3));
    }

    /** Whole units, rounded away from zero, saturating. */
    public long units() {
        return saturated(value);
    }

    private static long saturated(BigDecimal number) {
        BigDecimal whole = number.setScale(0, RoundingMode.UP);
        return whole.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .max(BigDecimal.valueOf(Long.MIN_VALUE))
                .longValueExact();
    }

    /** Sum. */
    public Quantity add(Quantity other) {
        return new Quantity(value.add(other.value));
    }

    /** Difference. */
    public Quantity subtract(Quantity other) {
        return new Quantity(value.subtract(other.value));
    }

    @Override
    public int compareTo(Quantity other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity quantity && compareTo(quantity) == 0;
    }

    @Override
    public int hashCode() {
        return value.stripTrailingZeros().hashCode();
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
