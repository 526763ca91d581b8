package io.shiplog.schemas.value;

import io.shiplog.schemas.value.Quantity.Format;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads quantities. One pass over the characters; up to 18 digits stay a long, the rest takes the exact road.
 *
 * <p>Rules of k8s.io/apimachinery resource.ParseQuantity: what is finer than a billionth is rounded away from zero;
 * binary
 * values stop at 2^63-1; a binary value below one is printed in decimal.
 */
final class QuantityParser {

    static final String WRONG_FORMAT =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    static final String WRONG_SUFFIX = "unable to parse quantity's suffix";
    static final String WRONG_NUMBER = "unable to parse numeric part of quantity";

    /** Longer texts are refused, so that a hostile manifest cannot keep the exact road busy. */
    static final int MAX_TEXT = 256;

    /** Largest exponent (either sign) that is taken, for the same reason. */
    static final int MAX_EXPONENT = 1000;

    private static final int FAST_DIGITS = 18;
    private static final String DECIMAL_SUFFIXES = "num kMGTPE";
    private static final String BINARY_SUFFIXES = "KMGTPE";
    private static final BigDecimal BINARY_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final String text;
    private int at;
    private boolean negative;
    private long digits;
    private int digitCount;
    private int fractionDigits;
    private int numberStart;
    private int numberEnd;

    private QuantityParser(String text) {
        this.text = text;
    }

    static Quantity parse(String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(WRONG_FORMAT);
        }
        QuantityParser parser = new QuantityParser(text);
        parser.readNumber();
        return parser.readSuffix();
    }

    private void readNumber() {
        char first = text.charAt(0);
        if (first == '+' || first == '-') {
            negative = first == '-';
            at = 1;
        }
        numberStart = at;
        int point = -1;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.' && point < 0) {
                point = at;
            } else if (c < '0' || c > '9') {
                break;
            } else {
                addDigit(c);
            }
        }
        fractionDigits = point < 0 ? 0 : at - point - 1;
        numberEnd = at;
        if (numberEnd - numberStart == (point < 0 ? 0 : 1)) {
            throw new IllegalArgumentException(at < text.length() ? WRONG_FORMAT : WRONG_NUMBER);
        }
    }

    /** Leading zeros do not count towards the digits that fit a long. */
    private void addDigit(char c) {
        if (digitCount == 0 && c == '0') {
            return;
        }
        digitCount++;
        if (digitCount <= FAST_DIGITS) {
            digits = digits * 10 + (c - '0');
        }
    }

    private Quantity readSuffix() {
        int left = text.length() - at;
        if (left == 0) {
            return decimal(0, Format.DECIMAL_SI);
        }
        char first = text.charAt(at);
        if (left == 1) {
            int place = DECIMAL_SUFFIXES.indexOf(first);
            if (place >= 0 && first != ' ') {
                return decimal(3 * (place - 3), Format.DECIMAL_SI);
            }
        } else if (left == 2 && text.charAt(at + 1) == 'i') {
            int place = BINARY_SUFFIXES.indexOf(first);
            if (place >= 0) {
                return binary(10 * (place + 1));
            }
        } else if (first == 'e' || first == 'E') {
            return decimal(readExponent(), Format.DECIMAL_EXPONENT);
        }
        throw new IllegalArgumentException(looksLikeSuffix() ? WRONG_SUFFIX : WRONG_FORMAT);
    }

    /** Letters, then a sign, then digits: the shape that Kubernetes' regular expression allows. */
    private boolean looksLikeSuffix() {
        int i = at;
        while (i < text.length() && "eEinumkKMGTP".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        if (i < text.length() && "+-".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i == text.length();
    }

    private int readExponent() {
        if (!looksLikeSuffix()) {
            throw new IllegalArgumentException(WRONG_FORMAT);
        }
        int exponent;
        try {
            exponent = Integer.parseInt(text, at + 1, text.length(), 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(WRONG_SUFFIX, e);
        }
        if (Math.abs(exponent) > MAX_EXPONENT) {
            throw new IllegalArgumentException(WRONG_SUFFIX);
        }
        return exponent;
    }

    private Quantity decimal(int power, Format format) {
        int exponent = power - fractionDigits;
        if (digitCount <= FAST_DIGITS && exponent >= Quantity.NANO && exponent <= FAST_DIGITS) {
            return Quantity.fast(negative ? -digits : digits, exponent, format);
        }
        return exact(number().scaleByPowerOfTen(power), format);
    }

    private Quantity binary(int shift) {
        if (digitCount <= FAST_DIGITS && fractionDigits == 0) {
            boolean fits = digits <= (Long.MAX_VALUE >> shift);
            long value = fits ? digits << shift : Long.MAX_VALUE;
            return Quantity.fast(negative ? -value : value, 0, Format.BINARY_SI);
        }
        BigDecimal value = number().multiply(BigDecimal.valueOf(1L << shift));
        boolean small = value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0;
        return exact(value.min(BINARY_MAX), small ? Format.DECIMAL_SI : Format.BINARY_SI);
    }

    /** The digits as written, without sign. */
    private BigDecimal number() {
        return new BigDecimal(text.substring(numberStart, numberEnd));
    }

    private Quantity exact(BigDecimal magnitude, Format format) {
        BigDecimal rounded =
                magnitude.scale() > -Quantity.NANO ? magnitude.setScale(-Quantity.NANO, RoundingMode.UP) : magnitude;
        return Quantity.ofValue(negative ? rounded.negate() : rounded, format);
    }
}
