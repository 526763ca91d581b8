package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Fields such as maxSurge that hold an integer or a percentage. */
public final class IntOrPercent {

    private IntOrPercent() {}

    /** The number, or that percentage of total; null is 0; throws IllegalArgumentException. */
    public static int scaled(@Nullable JsonNode value, int total, boolean roundUp) {
        if (value == null) {
            return 0;
        }
        if (value.isNumber()) {
            return value.intValue();
        }
        String text = value.asText();
        if (!text.endsWith("%")) {
            throw new IllegalArgumentException("invalid value for IntOrString: invalid type: string is not a percentage");
        }
        double part = Integer.parseInt(text.substring(0, text.length() - 1)) * (double) total / 100;
        return (int) (roundUp ? Math.ceil(part) : Math.floor(part));
    }
}
