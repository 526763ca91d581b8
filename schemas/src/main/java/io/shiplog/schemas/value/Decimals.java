package io.shiplog.schemas.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Arithmetic of "long times a power of ten", with BigDecimal nowhere on the common way. */
final class Decimals {

    /**
     * Marks a result that does not fit a long. No sum of it is trusted, so it need not be told from the number
     * itself.
     */
    static final long NO_LONG = Long.MIN_VALUE;

    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);

    private static final long[] POWERS = powers();

    private Decimals() {}

    private static long[] powers() {
        long[] out = new long[19];
        out[0] = 1;
        for (int i = 1; i < out.length; i++) {
            out[i] = out[i - 1] * 10;
        }
        return out;
    }

    /** amount times ten to the power of places (not negative), or NO_LONG. */
    static long shiftUp(long amount, int places) {
        if (places == 0 || amount == 0) {
            return amount;
        }
        if (places >= POWERS.length) {
            return NO_LONG;
        }
        long low = amount * POWERS[places];
        return Math.multiplyHigh(amount, POWERS[places]) == (low >> (Long.SIZE - 1)) ? low : NO_LONG;
    }

    /** Steps of ten to the power of scale in amount times ten to the power of exponent; away from zero, saturating. */
    static long rescale(long amount, int exponent, int scale) {
        int places = exponent - scale;
        if (places >= 0) {
            long shifted = shiftUp(amount, places);
            if (shifted != NO_LONG) {
                return shifted;
            }
            return amount < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        if (-places >= POWERS.length) {
            return Long.signum(amount);
        }
        long power = POWERS[-places];
        long whole = amount / power;
        return amount % power == 0 ? whole : whole + Long.signum(amount);
    }

    /** Steps of ten to the power of scale in value; away from zero, saturating. */
    static long toLong(BigDecimal value, int scale) {
        BigDecimal steps = value.scaleByPowerOfTen(-scale);
        if (steps.compareTo(MAX) >= 0) {
            return Long.MAX_VALUE;
        }
        if (steps.compareTo(MIN) <= 0) {
            return Long.MIN_VALUE;
        }
        return steps.setScale(0, RoundingMode.UP).longValueExact();
    }
}
