package io.shiplog.logs.window;

import io.shiplog.schemas.record.MetricAggregate;
import io.shiplog.schemas.record.MetricSample;
import io.shiplog.schemas.value.MetricNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whose samples belong together: a pod with its containers, or a node. Not thread-safe. */
public final class Subject {

    /** Values of one subject that are followed; further ones are refused. */
    static final int SERIES_MAX = 512;

    /**
     * Names a subject.
     *
     * @param namespace empty for a node
     * @param pod empty for a node
     * @param uid of the pod; empty for a node
     */
    public record Id(String node, String namespace, String pod, String uid) {

        static Id of(String node, MetricSample sample) {
            return new Id(node, sample.getNamespace(), sample.getPod(), sample.getUid());
        }

        /** True for a node. */
        public boolean isNode() {
            return pod.isEmpty();
        }
    }

    /** One container, or under the empty name what belongs to the whole. */
    static final class Track {
        final Map<String, Series> values = new TreeMap<>();
        long newestMillis = Long.MIN_VALUE;
    }

    private final Id id;
    private final Map<String, Track> containers = new TreeMap<>();
    private String workload = "";
    private long newestMillis = Long.MIN_VALUE;
    private int series;
    private long refused;

    /** A subject without samples. */
    public Subject(Id id) {
        this.id = id;
    }

    public Id id() {
        return id;
    }

    /** What the pod belongs to, as Kind/name, or empty. */
    public String workload() {
        return workload;
    }

    /** When its newest sample was taken. */
    public long newestMillis() {
        return newestMillis;
    }

    /** Values that were refused since there were too many. */
    public long refused() {
        return refused;
    }

    Map<String, Track> containers() {
        return containers;
    }

    /** Takes in a sample of it. */
    public Series.Taken add(MetricSample sample) {
        workload = sample.getWorkload();
        Track track = containers.computeIfAbsent(sample.getContainer(), name -> new Track());
        boolean news = false;
        for (Map.Entry<String, Double> value : sample.getValues().entrySet()) {
            Series one = series(track, value.getKey());
            if (one != null) {
                Series.Taken taken = one.add(sample.getTimeMillis(), sample.getAttempt(), value.getValue());
                news |= taken != Series.Taken.DUPLICATE;
            }
        }
        if (!news) {
            return Series.Taken.DUPLICATE;
        }
        boolean newest = sample.getTimeMillis() >= track.newestMillis;
        track.newestMillis = Math.max(track.newestMillis, sample.getTimeMillis());
        newestMillis = Math.max(newestMillis, sample.getTimeMillis());
        return newest ? Series.Taken.NEWEST : Series.Taken.OUT_OF_ORDER;
    }

    private @Nullable Series series(Track track, String name) {
        Series known = track.values.get(name);
        if (known == null && series < SERIES_MAX) {
            known = new Series(MetricNames.counter(name));
            track.values.put(name, known);
            series++;
        } else if (known == null) {
            refused++;
        }
        return known;
    }

    /** Forgets what was sampled before a time, and values and containers of which nothing is left but that. */
    public void forgetBefore(long timeMillis) {
        containers.values().removeIf(track -> {
            track.values.values().removeIf(one -> {
                one.forgetBefore(timeMillis);
                boolean over = one.size() == 0 || one.time(one.size() - 1) < timeMillis - Series.GAP_MILLIS_MAX;
                series -= over ? 1 : 0;
                return over;
            });
            return track.values.isEmpty();
        });
    }

    /** True when nothing is left of it. */
    public boolean isEmpty() {
        return containers.isEmpty();
    }

    /** What all its containers together were from start (inclusive) to end, by name; without what was not sampled. */
    public Map<String, MetricAggregate> over(long startMillis, long endMillis) {
        Map<String, List<Series>> byName = new TreeMap<>();
        for (Track track : containers.values()) {
            track.values.forEach((name, one) ->
                    byName.computeIfAbsent(name, n -> new ArrayList<>()).add(one));
        }
        Map<String, MetricAggregate> out = new TreeMap<>();
        byName.forEach((name, all) -> {
            MetricAggregate sum =
                    all.size() == 1 ? all.get(0).over(startMillis, endMillis) : together(all, startMillis, endMillis);
            if (sum != null) {
                out.put(name, sum);
            }
        });
        return out;
    }

    /** The maximum is of the sum at any sample's time, not the sum of maxima, which nobody may ever have used. */
    private static @Nullable MetricAggregate together(List<Series> all, long start, long end) {
        double average = 0;
        double most = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (Series one : all) {
            MetricAggregate own = one.over(start, end);
            if (own == null) {
                continue;
            }
            average += own.getAverage();
            count = Math.max(count, own.getCount());
            for (int i = one.firstFrom(start); i < one.firstFrom(end); i++) {
                long time = one.time(i);
                most = Math.max(
                        most, all.stream().mapToDouble(each -> each.at(time)).sum());
            }
        }
        return count == 0 ? null : new MetricAggregate(average, most, count);
    }
}
