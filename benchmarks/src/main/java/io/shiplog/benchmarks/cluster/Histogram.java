package io.shiplog.benchmarks.cluster;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two class histograms of one process, held against each other. */
public final class Histogram {

    /** {@code  1:  52341  5134592  [B (java.base@17)}. */
    private static final Pattern LINE = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);

    private Histogram() {}

    /**
     * What came, of one class.
     *
     * @param instances more than before
     * @param bytes more than before
     */
    public record Growth(String type, long instances, long bytes) {}

    /** The classes that came to hold more bytes, most first. */
    public static List<Growth> growth(String before, String after) {
        Map<String, Growth> was = parse(before);
        return parse(after).values().stream()
                .map(now -> {
                    Growth then = was.getOrDefault(now.type, new Growth(now.type, 0, 0));
                    return new Growth(now.type, now.instances - then.instances, now.bytes - then.bytes);
                })
                .filter(grown -> grown.bytes > 0)
                .sorted(Comparator.comparingLong(Growth::bytes).reversed())
                .toList();
    }

    private static Map<String, Growth> parse(String histogram) {
        Map<String, Growth> out = new LinkedHashMap<>();
        Matcher line = LINE.matcher(histogram);
        while (line.find()) {
            Growth one = new Growth(line.group(3), Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
            // Hidden classes and those of several loaders may share a name.
            out.merge(one.type, one, (a, b) -> new Growth(a.type, a.instances + b.instances, a.bytes + b.bytes));
        }
        return out;
    }
}
