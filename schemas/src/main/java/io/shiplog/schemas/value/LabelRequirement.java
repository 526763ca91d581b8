package io.shiplog.schemas.value;

import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One condition on one label, ready to be evaluated; as k8s.io/apimachinery labels.Requirement. Immutable. */
public final class LabelRequirement {

    /** How the label is compared. */
    public enum Operator {
        IN("in"),
        NOT_IN("notin"),
        EQUALS("="),
        DOUBLE_EQUALS("=="),
        NOT_EQUALS("!="),
        EXISTS("exists"),
        DOES_NOT_EXIST("!"),
        GREATER_THAN("gt"),
        LESS_THAN("lt");

        private final String word;

        Operator(String word) {
            this.word = word;
        }

        /** The word in selectors and errors: in, notin, =, ==, !=, exists, !, gt, lt. */
        public String word() {
            return word;
        }

        /** The operator of this word, or null. */
        public static @Nullable Operator ofWord(String word) {
            for (Operator operator : values()) {
                if (operator.word.equals(word)) {
                    return operator;
                }
            }
            return null;
        }

        /** The operator of matchExpressions and node selectors (In, NotIn, Exists, DoesNotExist, Gt, Lt), or null. */
        public static @Nullable Operator ofExpression(String name) {
            return switch (name) {
                case "In" -> IN;
                case "NotIn" -> NOT_IN;
                case "Exists" -> EXISTS;
                case "DoesNotExist" -> DOES_NOT_EXIST;
                case "Gt" -> GREATER_THAN;
                case "Lt" -> LESS_THAN;
                default -> null;
            };
        }
    }

    private final String key;
    private final Operator operator;
    private final String[] values;
    private final long bound;

    private LabelRequirement(String key, Operator operator, String[] values) {
        this.key = key;
        this.operator = operator;
        this.values = values;
        this.bound = comparesNumbers(operator) ? Long.parseLong(values[0]) : 0;
    }

    /** A checked requirement. Throws IllegalArgumentException with the first of {@link #errors}. */
    public static LabelRequirement of(String key, Operator operator, Collection<String> values) {
        List<FieldError> errors = errors(key, operator.word(), List.copyOf(values));
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.get(0).toString());
        }
        return new LabelRequirement(key, operator, sorted(values));
    }

    /** Equality as in a Service's selector: unchecked, so that what was stored once is at worst never matched. */
    static LabelRequirement equal(String key, String value) {
        return new LabelRequirement(key, Operator.EQUALS, new String[] {value});
    }

    private static String[] sorted(Collection<String> values) {
        return values.size() < 2 ? values.toArray(String[]::new) : new TreeSet<>(values).toArray(String[]::new);
    }

    private static boolean comparesNumbers(Operator operator) {
        return operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN;
    }

    /** What is wrong with such a requirement; fields are key, operator, values, values[i] and values[i][key]. */
    public static List<FieldError> errors(String key, String operatorWord, List<String> values) {
        List<FieldError> out = new ArrayList<>();
        for (String problem : Names.qualifiedName(key)) {
            out.add(FieldError.invalid("key", quote(key), problem));
        }
        Operator operator = Operator.ofWord(operatorWord);
        if (operator == null) {
            List<String> known = Arrays.stream(Operator.values())
                    .map(Operator::word)
                    .sorted()
                    .toList();
            out.add(FieldError.notSupported("operator", quote(operatorWord), known));
            return out;
        }
        String problem = countProblem(operator, values.size());
        if (!problem.isEmpty()) {
            out.add(FieldError.invalid("values", list(values), problem));
        }
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            String at = "values[" + i + "]";
            if (comparesNumbers(operator) && problem.isEmpty() && number(value) == null) {
                out.add(FieldError.invalid(at, quote(value), "for 'Gt', 'Lt' operators, the value must be an integer"));
            }
            for (String wrong : Names.labelValue(value)) {
                out.add(FieldError.invalid(at + "[" + key + "]", quote(value), wrong));
            }
        }
        return out;
    }

    private static String countProblem(Operator operator, int count) {
        return switch (operator) {
            case IN, NOT_IN -> count == 0 ? "for 'in', 'notin' operators, values set can't be empty" : "";
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS ->
                count == 1 ? "" : "exact-match compatibility requires one single value";
            case EXISTS, DOES_NOT_EXIST -> count == 0 ? "" : "values set must be empty for exists and does not exist";
            case GREATER_THAN, LESS_THAN -> count == 1 ? "" : "for 'Gt', 'Lt' operators, exactly one value is required";
        };
    }

    private static String quote(String text) {
        return Json.text(Json.MAPPER.getNodeFactory().textNode(text));
    }

    private static String list(List<String> values) {
        return Json.text(Json.MAPPER.valueToTree(values));
    }

    /** A 64-bit integer, or null. */
    private static @Nullable Long number(String text) {
        if (text.isEmpty() || text.length() > 20) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** True for Gt and Lt, which only nodes and queries know. */
    boolean comparesNumbers() {
        return comparesNumbers(operator);
    }

    /** The label. */
    public String key() {
        return key;
    }

    /** The comparison. */
    public Operator operator() {
        return operator;
    }

    /** The values, sorted and without repeats. */
    public List<String> values() {
        return List.of(values);
    }

    /** True when the labels satisfy it. A missing label satisfies notin, != and !. */
    public boolean matches(Map<String, String> labels) {
        String value = labels.get(key);
        return switch (operator) {
            case EQUALS, DOUBLE_EQUALS -> values[0].equals(value);
            case IN -> value != null && contains(value);
            case NOT_EQUALS -> !values[0].equals(value);
            case NOT_IN -> value == null || !contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GREATER_THAN -> comparison(value) > 0;
            case LESS_THAN -> comparison(value) < 0;
        };
    }

    /** Sign of label minus bound; 0, which satisfies neither operator, when the label is missing or no integer. */
    private int comparison(@Nullable String value) {
        Long number = value == null ? null : number(value);
        return number == null ? 0 : Long.compare(number, bound);
    }

    private boolean contains(String value) {
        for (String candidate : values) {
            if (candidate.equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** The only value that satisfies it, or null when there are several or it is no equality. */
    @Nullable
    String onlyValue() {
        boolean equality = operator == Operator.EQUALS || operator == Operator.DOUBLE_EQUALS || operator == Operator.IN;
        return equality && values.length == 1 ? values[0] : null;
    }

    /** As in a selector: {@code x=a}, {@code x in (a,b)}, {@code !x}, {@code x}, {@code x>1}. */
    @Override
    public String toString() {
        return switch (operator) {
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case GREATER_THAN -> key + ">" + values[0];
            case LESS_THAN -> key + "<" + values[0];
            case IN, NOT_IN -> key + " " + operator.word() + " (" + String.join(",", values) + ")";
            case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> key + operator.word() + values[0];
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelRequirement that
                && key.equals(that.key)
                && operator == that.operator
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(values);
    }
}
