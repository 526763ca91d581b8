package io.shiplog.executor.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prometheus' text format, as far as samples go: {@code name{label="value"} 1.5}. Labels are folded into the name in
 * canonical form: sorted, no blanks, escaped as they came.
 */
final class PrometheusText {

    /**
     * What an exposition says.
     *
     * @param values canonical name to value, finite ones only
     * @param leftOut samples beyond the bound, and lines that cannot be read
     */
    record Exposed(Map<String, Double> values, int leftOut) {}

    private PrometheusText() {}

    /** Reads a text; takes the first valuesMax samples. */
    static Exposed parse(String text, int valuesMax) {
        Map<String, Double> values = new LinkedHashMap<>();
        int leftOut = 0;
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            try {
                int end = nameEnd(stripped);
                double value = number(stripped.substring(end).strip().split("\\s+")[0]);
                if (!Double.isFinite(value)) {
                    continue; // says that there is nothing to say
                }
                if (values.size() >= valuesMax) {
                    leftOut++;
                } else {
                    values.put(canonical(stripped.substring(0, end).strip()), value);
                }
            } catch (IllegalArgumentException e) {
                leftOut++;
            }
        }
        return new Exposed(values, leftOut);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Where the name with its labels ends. */
    private static int nameEnd(String line) {
        int brace = line.indexOf('{');
        int blank = blank(line);
        if (brace < 0
                || (blank >= 0 && blank < brace && !line.substring(blank, brace).isBlank())) {
            return require(blank);
        }
        boolean quoted = false;
        for (int i = brace; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '}') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("no end of labels");
    }

    private static int blank(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (Character.isWhitespace(line.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int require(int index) {
        if (index <= 0) {
            throw new IllegalArgumentException("no value");
        }
        return index;
    }

    static String canonical(String name) {
        int brace = name.indexOf('{');
        String base = (brace < 0 ? name : name.substring(0, brace)).strip();
        if (!base.matches("[a-zA-Z_:][a-zA-Z0-9_:]*")) {
            throw new IllegalArgumentException("no name");
        }
        if (brace < 0) {
            return base;
        }
        Map<String, String> labels = labels(name.substring(brace + 1, name.length() - 1));
        if (labels.isEmpty()) {
            return base;
        }
        StringBuilder out = new StringBuilder(base).append('{');
        labels.forEach(
                (label, value) -> out.append(label).append("=\"").append(value).append("\","));
        out.setCharAt(out.length() - 1, '}');
        return out.toString();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> out = new TreeMap<>();
        int at = 0;
        while (at < text.length() && !text.substring(at).isBlank()) {
            int equals = text.indexOf('=', at);
            int open = equals < 0 ? -1 : text.indexOf('"', equals);
            if (open < 0) {
                throw new IllegalArgumentException("a label without a value");
            }
            int close = open + 1;
            while (close < text.length() && text.charAt(close) != '"') {
                close += text.charAt(close) == '\\' ? 2 : 1;
            }
            if (close >= text.length()) {
                throw new IllegalArgumentException("a value without an end");
            }
            String label = text.substring(at, equals).strip();
            if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                throw new IllegalArgumentException("no label");
            }
            out.put(label, text.substring(open + 1, close));
            int comma = text.indexOf(',', close);
            at = comma < 0 ? text.length() : comma + 1;
        }
        return out;
    }
}
