package io.shiplog.api.request;

import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decoded query parameters with the readings that Kubernetes gives them. */
public final class QueryValues {

    private final Map<String, List<String>> query;

    private QueryValues(Map<String, List<String>> query) {
        this.query = query;
    }

    /** Looks into this map; it is not copied. */
    public static QueryValues of(Map<String, List<String>> query) {
        return new QueryValues(query);
    }

    /** First value, or empty when absent. */
    public String text(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /** All values in their order. */
    public List<String> texts(String name) {
        return query.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return !texts(name).isEmpty();
    }

    /** A bare {@code ?watch}, 1 and true mean yes; 0, false and absence mean no. */
    public boolean flag(String name) {
        return has(name) && !Set.of("0", "false").contains(text(name).toLowerCase(Locale.ROOT));
    }

    /** As {@link #flag}, but null when absent. */
    public @Nullable Boolean optionalFlag(String name) {
        return has(name) ? Boolean.valueOf(flag(name)) : null;
    }

    /** Integer, or null when absent or empty. Throws StatusException 400 when it is no integer. */
    public @Nullable Long number(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw StatusException.badRequest(
                    "invalid value for query parameter " + name + ": \"" + text + "\" is not an integer");
        }
    }
}
