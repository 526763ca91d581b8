package io.shiplog.benchmarks.report;

import java.util.List;

/**
 * A figure over several runs.
 *
 * @param median the middle one; of an even number the mean of the two in the middle
 */
public record Spread(double median, double min, double max) {

    /** Of at least one value. */
    public static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /**
     * The end that one would not boast of: the lowest of a figure of which more is better, else the highest.
     *
     * @param name of the figure; rates, multiples of a gate and counts are those of which more is better
     */
    public double worst(String name) {
        boolean moreIsBetter = name.endsWith("PerSecond") || name.endsWith("TimesGate") || name.endsWith("count");
        return moreIsBetter ? min : max;
    }

    /** Short text of a number: whole above 100, else three digits that count. */
    static String text(double value) {
        if (Math.abs(value) >= 100 || value == Math.rint(value)) {
            return String.format("%,.0f", value);
        }
        return Math.abs(value) >= 10 ? String.format("%.1f", value) : String.format("%.2f", value);
    }

    @Override
    public String toString() {
        return min == max ? text(median) : text(median) + "  (" + text(min) + " … " + text(max) + ")";
    }
}
