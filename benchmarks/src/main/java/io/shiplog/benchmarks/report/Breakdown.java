package io.shiplog.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Where the microseconds and the bytes of a pod went, for people: medians, most first, with their share. */
final class Breakdown {

    /** Figures of stages and of topics begin so. */
    static final String STAGE = "stage.";

    static final String DISK = "disk.";

    private Breakdown() {}

    /** Two tables; empty when there is nothing to break down. */
    static String of(Map<String, Spread> figures) {
        return table("processor time by stage", STAGE, figures) + table("growth of the log by topic", DISK, figures);
    }

    /** True for a figure that stands in one of the tables, so that it need not stand in the list as well. */
    static boolean has(String name) {
        return name.startsWith(STAGE) || (name.startsWith(DISK) && !name.startsWith(DISK + "all"));
    }

    private static String table(String title, String prefix, Map<String, Spread> figures) {
        List<Map.Entry<String, Spread>> rows = figures.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix) && has(e.getKey()))
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingDouble(Spread::median).reversed()))
                .toList();
        if (rows.isEmpty()) {
            return "";
        }
        double whole = rows.stream().mapToDouble(e -> e.getValue().median()).sum();
        String first = rows.get(0).getKey();
        StringBuilder out = new StringBuilder(
                "  " + title + ": " + Spread.text(whole) + " " + first.substring(first.lastIndexOf('.') + 1) + "\n");
        rows.forEach(e -> out.append(String.format(
                "    %-40s %12s  %4.1f %%%n",
                e.getKey().substring(prefix.length(), e.getKey().lastIndexOf('.')),
                Spread.text(e.getValue().median()),
                100 * e.getValue().median() / whole)));
        return out.toString();
    }
}
