package io.shiplog.schemas.value;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A field selector. */
public final class FieldSelector {

    /** One comparison; operator is =, == or !=. */
    public record Term(String field, String operator, String value) {}

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = terms;
    }

    /** Parses; throws IllegalArgumentException. */
    public static FieldSelector parse(String text) {
        List<Term> out = new ArrayList<>();
        for (String term : text.split(",")) {
            for (String operator : List.of("!=", "==", "=")) {
                int at = term.indexOf(operator);
                if (at >= 0) {
                    out.add(new Term(term.substring(0, at), operator, term.substring(at + operator.length())));
                    break;
                }
            }
        }
        return new FieldSelector(List.copyOf(out));
    }

    /** True when every term holds for the object whose fields this function reads. */
    public boolean matches(Function<String, String> valueOfField) {
        return terms.stream()
                .allMatch(t -> t.value().equals(valueOfField.apply(t.field()))
                        != t.operator().equals("!="));
    }

    /** The comparisons in their order. */
    public List<Term> terms() {
        return terms;
    }
}
