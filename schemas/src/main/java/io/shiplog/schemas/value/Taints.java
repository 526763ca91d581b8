package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Node taints and pod tolerations (core/v1 Taint and Toleration). */
public final class Taints {

    /** Pods are not placed, running ones stay. */
    public static final String NO_SCHEDULE = "NoSchedule";
    /** Pods are placed elsewhere if possible. */
    public static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";
    /** Pods are not placed and running ones leave. */
    public static final String NO_EXECUTE = "NoExecute";
    /** The three effects. */
    public static final Set<String> EFFECTS = Set.of(NO_SCHEDULE, PREFER_NO_SCHEDULE, NO_EXECUTE);

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    private Taints() {}

    /** True when this toleration covers this taint. An empty effect or key of the toleration covers any. */
    public static boolean tolerates(ObjectNode toleration, ObjectNode taint) {
        String effect = Json.textAt(toleration, "effect");
        if (!effect.isEmpty() && !effect.equals(Json.textAt(taint, "effect"))) {
            return false;
        }
        String key = Json.textAt(toleration, "key");
        if (!key.isEmpty() && !key.equals(Json.textAt(taint, "key"))) {
            return false;
        }
        String operator = Json.textAt(toleration, "operator");
        String wanted = Json.textAt(toleration, "value");
        String value = Json.textAt(taint, "value");
        return switch (operator) {
            case "", "Equal" -> wanted.equals(value);
            case "Exists" -> true;
            default -> compareNumbers(value, operator, wanted);
        };
    }

    /**
     * Gt: taint value above toleration value; Lt: below; false for other operators and for what is no plain
     * 64-bit integer.
     */
    public static boolean compareNumbers(String taintValue, String operator, String tolerationValue) {
        Long taint = integer(taintValue);
        Long bound = integer(tolerationValue);
        if (taint == null || bound == null) {
            return false;
        }
        return switch (operator) {
            case "Gt" -> taint > bound;
            case "Lt" -> taint < bound;
            default -> false;
        };
    }

    private static @Nullable Long integer(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The first taint with one of these effects that no toleration covers, or null. */
    public static @Nullable ObjectNode firstUntolerated(
            List<ObjectNode> taints, List<ObjectNode> tolerations, Set<String> effects) {
        for (ObjectNode taint : taints) {
            if (effects.contains(Json.textAt(taint, "effect")) && !tolerated(taint, tolerations)) {
                return taint;
            }
        }
        return null;
    }

    private static boolean tolerated(ObjectNode taint, List<ObjectNode> tolerations) {
        for (ObjectNode toleration : tolerations) {
            if (tolerates(toleration, taint)) {
                return true;
            }
        }
        return false;
    }

    /** True when both have the same key and effect: a node has at most one such taint, whatever its value. */
    public static boolean same(ObjectNode a, ObjectNode b) {
        return Json.textAt(a, "key").equals(Json.textAt(b, "key"))
                && Json.textAt(a, "effect").equals(Json.textAt(b, "effect"));
    }

    /**
     * {@code key=value:effect}, without the parts that are empty: {@code key:effect}, {@code key=value:},
     * {@code key}.
     */
    public static String format(ObjectNode taint) {
        String key = Json.textAt(taint, "key");
        String value = Json.textAt(taint, "value");
        String effect = Json.textAt(taint, "effect");
        String left = value.isEmpty() ? key : key + "=" + value;
        return value.isEmpty() && effect.isEmpty() ? left : left + ":" + effect;
    }
}
