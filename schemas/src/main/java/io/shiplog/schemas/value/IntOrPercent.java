package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/** Fields that hold an integer or a percentage, such as maxSurge, maxUnavailable and minAvailable (IntOrString). */
public final class IntOrPercent {

    private IntOrPercent() {}

    /**
     * The integer itself, or that percentage of total, rounded up or down; null (unset) is 0. 25% of 10 is 3 up and
     * 2 down.
     * Throws IllegalArgumentException for text that is no percentage.
     */
    public static int scaled(@Nullable JsonNode value, int total, boolean roundUp) {
        if (value == null || value.isNull()) {
            return 0;
        }
        if (value.isNumber()) {
            return value.intValue();
        }
        long product = (long) percent(value.asText()) * total;
        return (int) (roundUp ? -Math.floorDiv(-product, 100L) : Math.floorDiv(product, 100L));
    }

    /** 40 of "40%". Throws IllegalArgumentException for what is no integer followed by a percent sign. */
    public static int percent(String text) {
        if (!text.endsWith("%")) {
            throw new IllegalArgumentException(
                    "invalid value for IntOrString: invalid type: string is not a percentage");
        }
        String number = text.substring(0, text.length() - 1);
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "invalid value for IntOrString: invalid value \"" + text + "\": not an integer", e);
        }
    }

    /** A number where the text is one of 32 bits, else the text (as kubectl reads flags such as --port). */
    public static JsonNode ofText(String text) {
        try {
            return IntNode.valueOf(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return TextNode.valueOf(text);
        }
    }
}
