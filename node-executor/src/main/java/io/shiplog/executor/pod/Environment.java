package io.shiplog.executor.pod;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Texts of a container with Kubernetes' $(NAME) references resolved. */
public final class Environment {

    private Environment() {}

    /** Command or arguments with references resolved. */
    public static List<String> expand(List<String> words, Map<String, String> variables) {
        List<String> out = new ArrayList<>(words.size());
        words.forEach(word -> out.add(expand(word, variables)));
        return out;
    }

    /**
     * $(NAME) becomes the variable's value where there is one and stays as it is where not; $$ becomes $, and what
     * follows it is not looked at. Values are not expanded again.
     */
    public static String expand(String text, Map<String, String> variables) {
        return expand(text, name -> {
            String value = variables.get(name);
            return value == null ? "$(" + name + ")" : value;
        });
    }

    /**
     * A subPathExpr with its references resolved, each of which must be known.
     *
     * @throws UnmetConfigException that names those which are not
     */
    public static String subPath(String expression, Map<String, String> variables) throws UnmetConfigException {
        List<String> missing = new ArrayList<>();
        String path = expand(expression, name -> {
            String value = variables.get(name);
            if (value == null) {
                missing.add("missing value for \"" + name + "\"");
            }
            return value == null ? "" : value;
        });
        if (!missing.isEmpty()) {
            throw new UnmetConfigException(missing.size() == 1 ? missing.get(0) : missing.toString());
        }
        return path;
    }

    private static String expand(String text, UnaryOperator<String> valueOf) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            int end = c == '$' && next == '(' ? text.indexOf(')', i) : -1;
            if (c == '$' && next == '$') {
                out.append('$');
                i += 2;
            } else if (end > 0) {
                out.append(valueOf.apply(text.substring(i + 2, end)));
                i = end + 1;
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }
}
