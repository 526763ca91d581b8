package io.shiplog.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How the rate went while pods came: whether a cluster that holds more of them takes longer for the next. */
public final class Throughput {

    private Throughput() {}

    /**
     * Milliseconds that each whole slice of so many arrivals took, the first from moment 0; what is left over at the
     * end is no slice.
     *
     * @param arrivalsMillis in any order
     */
    static List<Double> sliceMillis(List<Double> arrivalsMillis, int slice) {
        List<Double> sorted = new ArrayList<>(arrivalsMillis);
        Collections.sort(sorted);
        List<Double> out = new ArrayList<>();
        double begun = 0;
        for (int end = slice; end <= sorted.size(); end += slice) {
            double at = sorted.get(end - 1);
            out.add(at - begun);
            begun = at;
        }
        return out;
    }

    /**
     * Time of the last slice as a multiple of the second's: the first has the warming up in it. NaN with fewer than
     * three.
     */
    public static double lastOverSecond(List<Double> arrivalsMillis, int slice) {
        List<Double> slices = sliceMillis(arrivalsMillis, slice);
        return slices.size() < 3 ? Double.NaN : slices.get(slices.size() - 1) / slices.get(1);
    }
}
