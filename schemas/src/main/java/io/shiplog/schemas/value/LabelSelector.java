package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A label selector, made once and evaluated often: all its requirements must hold. Immutable.
 *
 * <p>The three ways to write one have different meanings when absent, which this class keeps: an empty query or set
 * selects
 * everything, an empty LabelSelector object everything, a missing (null) LabelSelector object nothing.
 */
public final class LabelSelector {

    private static final LabelRequirement[] NONE = {};
    private static final LabelSelector EVERYTHING = new LabelSelector(NONE, false, "");
    private static final LabelSelector NOTHING = new LabelSelector(NONE, true, "");

    private final LabelRequirement[] requirements;
    private final boolean nothing;
    private final String error;

    private LabelSelector(LabelRequirement[] requirements, boolean nothing, String error) {
        this.requirements = requirements;
        this.nothing = nothing;
        this.error = error;
    }

    /** Selects every object. */
    public static LabelSelector everything() {
        return EVERYTHING;
    }

    /** Selects no object. */
    public static LabelSelector nothing() {
        return NOTHING;
    }

    /**
     * Parses the query form (kubectl -l), e.g. {@code app=web,tier in (a,b),!old}; IllegalArgumentException
     * says why not.
     */
    public static LabelSelector parse(String query) {
        return query.isEmpty() ? EVERYTHING : ofRequirements(LabelQueryParser.parse(query));
    }

    /**
     * A LabelSelector object with matchLabels and matchExpressions (metav1.LabelSelector). Null selects nothing, an
     * empty one
     * everything. One that is malformed selects nothing, and {@link #error()} says why.
     */
    public static LabelSelector of(@Nullable JsonNode json) {
        if (json == null || json.isNull() || json.isMissingNode()) {
            return NOTHING;
        }
        try {
            List<LabelRequirement> out = new ArrayList<>();
            Json.mapAt(json, "matchLabels")
                    .forEach((key, value) -> out.add(LabelRequirement.of(key, Operator.EQUALS, List.of(value))));
            for (JsonNode expression : Json.objectsAt(json, "matchExpressions")) {
                LabelRequirement requirement = expression(expression);
                if (requirement.comparesNumbers()) {
                    throw unknownOperator(Json.textAt(expression, "operator"));
                }
                out.add(requirement);
            }
            return ofRequirements(out);
        } catch (IllegalArgumentException e) {
            return new LabelSelector(NONE, true, String.valueOf(e.getMessage()));
        }
    }

    /** One matchExpressions entry (key, operator In, NotIn, Exists, DoesNotExist; for nodes also Gt, Lt, values). */
    static LabelRequirement expression(JsonNode expression) {
        String name = Json.textAt(expression, "operator");
        Operator operator = Operator.ofExpression(name);
        if (operator == null) {
            throw unknownOperator(name);
        }
        return LabelRequirement.of(Json.textAt(expression, "key"), operator, Json.textsAt(expression, "values"));
    }

    private static IllegalArgumentException unknownOperator(String name) {
        return new IllegalArgumentException("\"" + name + "\" is not a valid label selector operator");
    }

    /** All of these labels with exactly these values, as a Service's selector; the empty map selects everything. */
    public static LabelSelector ofSet(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return EVERYTHING;
        }
        List<LabelRequirement> out = new ArrayList<>(labels.size());
        labels.forEach((key, value) -> out.add(LabelRequirement.equal(key, value)));
        return ofRequirements(out);
    }

    /** All of these requirements. */
    public static LabelSelector ofRequirements(Collection<LabelRequirement> requirements) {
        LabelRequirement[] sorted = requirements.stream()
                .sorted(Comparator.comparing(LabelRequirement::key))
                .toArray(LabelRequirement[]::new);
        return sorted.length == 0 ? EVERYTHING : new LabelSelector(sorted, false, "");
    }

    /** True when the labels satisfy every requirement. */
    public boolean matches(Map<String, String> labels) {
        if (nothing) {
            return false;
        }
        for (LabelRequirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** True when it selects everything. */
    public boolean isEmpty() {
        return !nothing && requirements.length == 0;
    }

    /** True when it selects nothing whatever the labels are: made from null or from a malformed object. */
    public boolean matchesNothing() {
        return nothing;
    }

    /** Why the object it was made from is malformed; empty when it is not. */
    public String error() {
        return error;
    }

    /** The requirements, sorted by key. */
    public List<LabelRequirement> requirements() {
        return List.of(requirements);
    }

    /** The one value that this label must have to be selected, or null when it is not pinned to one. */
    public @Nullable String exactValue(String label) {
        for (LabelRequirement requirement : requirements) {
            if (requirement.key().equals(label)) {
                String only = requirement.onlyValue();
                if (only != null) {
                    return only;
                }
            }
        }
        return null;
    }

    /** Canonical text: requirements sorted by key, joined with commas; empty for everything and nothing. */
    @Override
    public String toString() {
        return requirements().stream().map(LabelRequirement::toString).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelSelector that
                && nothing == that.nothing
                && requirements().equals(that.requirements());
    }

    @Override
    public int hashCode() {
        return requirements().hashCode();
    }
}
