package io.shiplog.schemas.value;

import io.shiplog.schemas.value.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads label queries. Requirements are joined by commas; one is {@code key}, {@code !key}, {@code key=value} (also
 * == and
 * !=), {@code key in (a,b)}, {@code key notin (a,b)}, {@code key>1} or {@code key<1}. Blanks mean nothing; the
 * words in and
 * notin are operators only behind a key. Errors have the words of k8s.io/apimachinery.
 */
final class LabelQueryParser {

    private static final String SYMBOLS = "=!(),<>";
    private static final Set<String> COMPARISONS = Set.of("=", "==", "!=", ">", "<", "in", "notin");
    private static final String END = "";

    private final List<String> tokens;
    private int at;

    private LabelQueryParser(String query) {
        this.tokens = tokens(query);
    }

    static List<LabelRequirement> parse(String query) {
        LabelQueryParser parser = new LabelQueryParser(query);
        List<LabelRequirement> out = new ArrayList<>();
        if (!parser.atEnd() && !parser.startsRequirement()) {
            throw parser.unexpected("!, identifier, or 'end of string'");
        }
        while (!parser.atEnd()) {
            out.add(parser.requirement());
            if (parser.atEnd()) {
                break;
            }
            if (!parser.take(",")) {
                throw parser.unexpected("',' or 'end of string'");
            }
            if (!parser.startsRequirement()) {
                throw parser.unexpected("identifier after ','");
            }
        }
        return out;
    }

    private LabelRequirement requirement() {
        try {
            if (take("!")) {
                return LabelRequirement.of(word("identifier"), Operator.DOES_NOT_EXIST, List.of());
            }
            String key = word("identifier");
            if (atEnd() || look().equals(",")) {
                return LabelRequirement.of(key, Operator.EXISTS, List.of());
            }
            String comparison = look();
            if (!COMPARISONS.contains(comparison)) {
                throw unexpected("in, notin, =, ==, !=, gt, lt");
            }
            at++;
            return switch (comparison) {
                case "in" -> LabelRequirement.of(key, Operator.IN, set());
                case "notin" -> LabelRequirement.of(key, Operator.NOT_IN, set());
                case ">" -> LabelRequirement.of(key, Operator.GREATER_THAN, List.of(single()));
                case "<" -> LabelRequirement.of(key, Operator.LESS_THAN, List.of(single()));
                case "==" -> LabelRequirement.of(key, Operator.DOUBLE_EQUALS, List.of(single()));
                case "!=" -> LabelRequirement.of(key, Operator.NOT_EQUALS, List.of(single()));
                default -> LabelRequirement.of(key, Operator.EQUALS, List.of(single()));
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unable to parse requirement: " + e.getMessage(), e);
        }
    }

    /** The value behind = and its like; nothing there means the empty value. */
    private String single() {
        return atEnd() || look().equals(",") ? "" : word("identifier");
    }

    /** (a,b): between two commas, or a comma and a bracket, or two brackets, stands the empty value. */
    private Set<String> set() {
        if (!take("(")) {
            throw unexpected("'('");
        }
        Set<String> out = new TreeSet<>();
        while (true) {
            out.add(atEnd() || isSymbol(look()) ? "" : word("identifier"));
            if (take(")")) {
                return out;
            }
            if (!take(",")) {
                throw unexpected("',' or ')'");
            }
        }
    }

    private String word(String expected) {
        if (atEnd() || isSymbol(look())) {
            throw unexpected(expected);
        }
        return tokens.get(at++);
    }

    private boolean startsRequirement() {
        return !atEnd() && (look().equals("!") || !isSymbol(look()));
    }

    private boolean take(String symbol) {
        if (look().equals(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    private String look() {
        return atEnd() ? END : tokens.get(at);
    }

    private boolean atEnd() {
        return at == tokens.size();
    }

    private IllegalArgumentException unexpected(String expected) {
        return new IllegalArgumentException("found '" + look() + "', expected: " + expected);
    }

    private static boolean isSymbol(String token) {
        return SYMBOLS.indexOf(token.charAt(0)) >= 0;
    }

    private static List<String> tokens(String query) {
        List<String> out = new ArrayList<>();
        int i = 0;
        while (i < query.length()) {
            char c = query.charAt(i);
            int start = i++;
            if (isBlank(c)) {
                continue;
            }
            if (SYMBOLS.indexOf(c) >= 0) {
                boolean twoLong = (c == '=' || c == '!') && i < query.length() && query.charAt(i) == '=';
                i += twoLong ? 1 : 0;
            } else {
                while (i < query.length() && !isBlank(query.charAt(i)) && SYMBOLS.indexOf(query.charAt(i)) < 0) {
                    i++;
                }
            }
            out.add(query.substring(start, i));
        }
        return out;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
