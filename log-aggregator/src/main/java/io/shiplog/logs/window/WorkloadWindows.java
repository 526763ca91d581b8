package io.shiplog.logs.window;

import io.shiplog.schemas.record.MetricAggregate;
import io.shiplog.schemas.record.MetricRollup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of workloads out of the rows of their pods, which come from all nodes. A row of a pod that comes again replaces
 * the one before, so that a repetition changes nothing. Not thread-safe.
 */
public final class WorkloadWindows {

    /** Rows of the pods of one window come within about this long of each other. */
    static final long SETTLE_MILLIS = 4_000;
    /** A window is kept for so long after the newest one of its workload began; rows of older ones are left out. */
    public static final long KEEP_MILLIS = 10 * 60_000;

    private static final class Window {
        final Map<String, MetricRollup> pods = new TreeMap<>();
        boolean dirty;
        long dirtyMillis;
        int revision;
    }

    private static final class Workload {
        final TreeMap<Long, Window> windows = new TreeMap<>();
        long touchedMillis;
    }

    private final Map<String, Workload> workloads = new TreeMap<>();

    /** True for the row of a pod that belongs to something. */
    public static boolean concerns(MetricRollup row) {
        return row.getKind().equals("Pod") && row.getWorkload().indexOf('/') > 0;
    }

    /** Takes in a row that {@link #concerns} it. False when it is too old to be counted. */
    public boolean add(MetricRollup row, long nowMillis) {
        Workload workload =
                workloads.computeIfAbsent(row.getNamespace() + "/" + row.getWorkload(), name -> new Workload());
        workload.touchedMillis = nowMillis;
        if (!workload.windows.isEmpty() && row.getWindowStartMillis() < workload.windows.lastKey() - KEEP_MILLIS) {
            return false;
        }
        Window window = workload.windows.computeIfAbsent(row.getWindowStartMillis(), start -> new Window());
        MetricRollup before = window.pods.put(row.getUid(), row);
        if (!row.equals(before) && !window.dirty) {
            window.dirty = true;
            window.dirtyMillis = nowMillis;
        }
        return true;
    }

    /** Rows to be published now, by workload and window; and forgets what is over. */
    public List<MetricRollup> due(long nowMillis) {
        List<MetricRollup> out = new ArrayList<>();
        for (Workload workload : workloads.values()) {
            workload.windows.values().forEach(window -> {
                if (window.dirty && nowMillis - window.dirtyMillis >= SETTLE_MILLIS) {
                    window.dirty = false;
                    window.revision++;
                    out.add(sum(window));
                }
            });
            workload.windows.headMap(workload.windows.lastKey() - KEEP_MILLIS).clear();
        }
        workloads.values().removeIf(workload -> nowMillis - workload.touchedMillis > KEEP_MILLIS);
        return out;
    }

    private static MetricRollup sum(Window window) {
        MetricRollup first = window.pods.values().iterator().next();
        Map<String, List<MetricAggregate>> byName = new TreeMap<>();
        for (MetricRollup pod : window.pods.values()) {
            pod.getValues()
                    .forEach((name, value) ->
                            byName.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
        }
        Map<String, MetricAggregate> values = new TreeMap<>();
        byName.forEach((name, all) -> values.put(
                name,
                new MetricAggregate(
                        all.stream()
                                .mapToDouble(MetricAggregate::getAverage)
                                .average()
                                .orElse(0),
                        all.stream()
                                .mapToDouble(MetricAggregate::getMaximum)
                                .max()
                                .orElse(0),
                        all.stream().mapToInt(MetricAggregate::getCount).sum())));
        String workload = first.getWorkload();
        int slash = workload.indexOf('/');
        return new MetricRollup(
                workload.substring(0, slash),
                first.getNamespace(),
                workload.substring(slash + 1),
                "",
                "",
                first.getWindowStartMillis(),
                first.getWindowMillis(),
                window.revision,
                window.pods.size(),
                values);
    }
}
