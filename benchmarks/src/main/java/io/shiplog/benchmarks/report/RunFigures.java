package io.shiplog.benchmarks.report;

import io.shiplog.benchmarks.client.Latencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one run gave: named figures in the order in which they are shown, units last in their names. */
public final class RunFigures {

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Double> threads = new LinkedHashMap<>();
    private List<Integer> perSecond = List.of();

    /** Adds a figure; one that is no number is left out. */
    public void put(String name, double value) {
        if (!Double.isNaN(value)) {
            values.put(name, value);
        }
    }

    /** Adds count, p50, p90, p99 and max of latencies, when there are any. */
    public void put(String name, Latencies latencies) {
        if (latencies.count() > 0) {
            put(name + ".count", latencies.count());
            put(name + ".p50Millis", latencies.percentileMillis(50));
            put(name + ".p90Millis", latencies.percentileMillis(90));
            put(name + ".p99Millis", latencies.percentileMillis(99));
            put(name + ".maxMillis", latencies.percentileMillis(100));
        }
    }

    /** Adds the processor time of a group of threads, in milliseconds. */
    public void putThread(String name, double cpuMillis) {
        threads.put(name, cpuMillis);
    }

    /** Sets how many pods became Running in each second. */
    public void perSecond(List<Integer> counts) {
        this.perSecond = new ArrayList<>(counts);
    }

    public Map<String, Double> values() {
        return values;
    }

    /** Processor milliseconds by group of threads. */
    public Map<String, Double> threads() {
        return threads;
    }

    public List<Integer> perSecond() {
        return perSecond;
    }
}
