package io.shiplog.schemas.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A field selector such as {@code status.phase!=Running,spec.nodeName=n1}: all its terms must hold. Immutable.
 *
 * <p>Whether a kind knows a field is for the caller to check, by {@link #terms()}.
 */
public final class FieldSelector {

    /**
     * One comparison.
     *
     * @param field e.g. metadata.name
     * @param operator = (also for what was written ==) or !=
     * @param value unescaped
     */
    public record Term(String field, String operator, String value) {

        /** True for !=. */
        public boolean negated() {
            return operator.equals("!=");
        }

        @Override
        public String toString() {
            return field + operator + escape(value);
        }
    }

    /** The three parts of a term as written; the right one is still escaped. */
    public record RawTerm(String left, String operator, String right) {}

    private static final List<String> OPERATORS = List.of("!=", "==", "=");

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /** Parses; the empty text selects everything. Throws IllegalArgumentException. */
    public static FieldSelector parse(String selector) {
        List<Term> out = new ArrayList<>();
        for (String term : splitTerms(selector)) {
            if (term.isEmpty()) {
                continue;
            }
            RawTerm raw = splitTerm(term);
            if (raw == null) {
                throw new IllegalArgumentException(
                        "invalid selector: '" + selector + "'; can't understand '" + term + "'");
            }
            out.add(new Term(raw.left(), raw.operator().equals("!=") ? "!=" : "=", unescape(raw.right())));
        }
        return new FieldSelector(out);
    }

    /** All of these fields with exactly these values; the empty map selects everything. */
    public static FieldSelector ofSet(Map<String, String> fields) {
        List<Term> out = new ArrayList<>();
        new TreeMap<>(fields).forEach((field, value) -> out.add(new Term(field, "=", value)));
        return new FieldSelector(out);
    }

    /** Splits at commas that no backslash precedes. */
    public static List<String> splitTerms(String selector) {
        List<String> out = new ArrayList<>();
        if (selector.isEmpty()) {
            return out;
        }
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == ',') {
                out.add(selector.substring(start, i));
                start = i + 1;
            }
        }
        out.add(selector.substring(start));
        return out;
    }

    /** Splits one term at its first operator, or null when there is none. */
    public static @Nullable RawTerm splitTerm(String term) {
        for (int i = 0; i < term.length(); i++) {
            for (String operator : OPERATORS) {
                if (term.startsWith(operator, i)) {
                    return new RawTerm(term.substring(0, i), operator, term.substring(i + operator.length()));
                }
            }
        }
        return null;
    }

    /** Puts a backslash before backslash, comma and equals. */
    public static String escape(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' || c == ',' || c == '=') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    /** Takes back {@link #escape}. Throws IllegalArgumentException on what escape cannot have made. */
    public static String unescape(String escaped) {
        StringBuilder out = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == ',' || c == '=') {
                throw new IllegalArgumentException("invalid field selector: unescaped character in value: '" + c + "'");
            }
            if (c == '\\') {
                i++;
                c = i < escaped.length() ? escaped.charAt(i) : 0;
                if (c != '\\' && c != ',' && c != '=') {
                    throw new IllegalArgumentException(
                            "invalid field selector: invalid escape sequence: " + escaped.substring(i - 1));
                }
            }
            out.append(c);
        }
        return out.toString();
    }

    /** True when every term holds for the object whose fields this function reads; a field it has not is empty. */
    public boolean matches(Function<String, String> valueOfField) {
        for (Term term : terms) {
            @Nullable String value = valueOfField.apply(term.field());
            if (term.value().equals(value == null ? "" : value) == term.negated()) {
                return false;
            }
        }
        return true;
    }

    /** The comparisons in the order written. */
    public List<Term> terms() {
        return terms;
    }

    /** True when it selects everything. */
    public boolean isEmpty() {
        return terms.isEmpty();
    }

    /** The value that this field must have, or null when no term demands one. */
    public @Nullable String exactValue(String field) {
        for (Term term : terms) {
            if (!term.negated() && term.field().equals(field)) {
                return term.value();
            }
        }
        return null;
    }

    /** Canonical text, escaped, == written as =. */
    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(","));
    }
}
