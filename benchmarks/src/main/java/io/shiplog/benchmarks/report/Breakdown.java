package io.shiplog.benchmarks.report;

import java.util.Comparator;
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
        double whole = figures.entrySet().stream()
                .filter(e -> has(e.getKey()) && e.getKey().startsWith(prefix))
                .mapToDouble(e -> e.getValue().median())
                .sum();
        StringBuilder out = new StringBuilder();
        figures.entrySet().stream()
                .filter(e -> has(e.getKey()) && e.getKey().startsWith(prefix))
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingDouble(Spread::median).reversed()))
                .forEach(e -> out.append(String.format(
                        "  %-54s %12s  %4.1f %%%n",
                        e.getKey().substring(prefix.length()),
                        Spread.text(e.getValue().median()),
                        100 * e.getValue().median() / whole)));
        return out.isEmpty() ? "" : "  " + title + ", of " + Spread.text(whole) + "\n" + out;
    }
}
