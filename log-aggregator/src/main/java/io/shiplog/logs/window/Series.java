package io.shiplog.logs.window;

import io.shiplog.schemas.record.MetricAggregate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one value of one container, in order of the time at which they were taken, however they came. Of a counter
 * the rate between two neighbours is taken as constant; where it fell, or the container was started anew, it counts
 * from zero again. Between neighbours further apart than {@link #GAP_MILLIS_MAX} nothing is known. Not thread-safe.
 */
public final class Series {

    /** Samples kept; the oldest goes first. Three minutes of one a second. */
    static final int POINTS_MAX = 192;
    /** Longest time between two samples over which a rate means anything. */
    static final long GAP_MILLIS_MAX = 120_000;
    /** So long the last sample stands for what follows it, where several series are summed up. */
    static final long STALE_MILLIS = 15_000;

    private static final int POINTS_FIRST = 8;
    private static final double MILLIS = 1000;

    /** What became of a sample. */
    public enum Taken {
        NEWEST,
        OUT_OF_ORDER,
        DUPLICATE
    }

    /** A rate per second, and over how long it was measured. */
    public record Rate(double perSecond, long overMillis) {}

    private final boolean counter;
    private long[] times = new long[POINTS_FIRST];
    private int[] attempts = new int[POINTS_FIRST];
    private double[] values = new double[POINTS_FIRST];
    private int size;

    /** An empty series. */
    public Series(boolean counter) {
        this.counter = counter;
    }

    /** Takes in a sample. Of two with the same time the first one stays. */
    public Taken add(long timeMillis, int attempt, double value) {
        int found = Arrays.binarySearch(times, 0, size, timeMillis);
        if (found >= 0) {
            return Taken.DUPLICATE;
        }
        if (size == POINTS_MAX) {
            drop(1);
        }
        int at = -Arrays.binarySearch(times, 0, size, timeMillis) - 1;
        if (size == times.length) {
            int more = Math.min(POINTS_MAX, size * 2);
            times = Arrays.copyOf(times, more);
            attempts = Arrays.copyOf(attempts, more);
            values = Arrays.copyOf(values, more);
        }
        System.arraycopy(times, at, times, at + 1, size - at);
        System.arraycopy(attempts, at, attempts, at + 1, size - at);
        System.arraycopy(values, at, values, at + 1, size - at);
        times[at] = timeMillis;
        attempts[at] = attempt;
        values[at] = value;
        size++;
        return at == size - 1 ? Taken.NEWEST : Taken.OUT_OF_ORDER;
    }

    /** Forgets what was sampled before a time, except for the last of it, from which the next rate counts. */
    public void forgetBefore(long timeMillis) {
        drop(Math.max(0, firstFrom(timeMillis) - 1));
    }

    /** What it was from start (inclusive) to end; null when nothing was sampled, or no rate is known. */
    public @Nullable MetricAggregate over(long startMillis, long endMillis) {
        int from = firstFrom(startMillis);
        int to = firstFrom(endMillis);
        if (from == to) {
            return null;
        }
        return counter ? rates(startMillis, endMillis, to - from) : samples(from, to);
    }

    private static MetricAggregate of(double average, double maximum, int count) {
        return new MetricAggregate(average, maximum, count);
    }

    private MetricAggregate samples(int from, int to) {
        double sum = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            sum += values[i];
            most = Math.max(most, values[i]);
        }
        return of(sum / (to - from), most, to - from);
    }

    private @Nullable MetricAggregate rates(long start, long end, int count) {
        double increase = 0;
        long covered = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < size && times[i - 1] < end; i++) {
            long overlap = Math.min(times[i], end) - Math.max(times[i - 1], start);
            if (overlap > 0 && known(i)) {
                increase += rate(i) * (overlap / MILLIS);
                covered += overlap;
                most = Math.max(most, rate(i));
            }
        }
        return covered == 0 ? null : of(increase / (covered / MILLIS), most, count);
    }

    /** The value, or the rate, at a time; 0 where nothing is known. */
    double at(long timeMillis) {
        int i = Arrays.binarySearch(times, 0, size, timeMillis);
        int last = i >= 0 ? i : -i - 2; // the last sample that is not after it
        boolean here = last >= 0 && timeMillis - times[last] <= STALE_MILLIS;
        if (!counter) {
            return here ? values[last] : 0;
        }
        int end = i >= 0 || last == size - 1 ? last : last + 1; // the pair that ends here or goes over it
        return end > 0 && known(end) && (end != last || here) ? rate(end) : 0;
    }

    /**
     * The rate of the last samples of a counter.
     *
     * @param overMillisMax how far it may look back from the newest one
     * @return null when there are not two
     */
    public @Nullable Rate recent(long overMillisMax) {
        int first = size - 1;
        double increase = 0;
        while (first > 0 && known(first) && times[size - 1] - times[first - 1] <= overMillisMax) {
            increase += increase(first);
            first--;
        }
        if (size == 0 || first == size - 1) {
            return null;
        }
        long over = times[size - 1] - times[first];
        return new Rate(increase / (over / MILLIS), over);
    }

    /** The newest sample's value; NaN when there is none. */
    public double newest() {
        return size == 0 ? Double.NaN : values[size - 1];
    }

    /** True for a counter. */
    public boolean counter() {
        return counter;
    }

    /** Samples held. */
    public int size() {
        return size;
    }

    long time(int index) {
        return times[index];
    }

    int firstFrom(long timeMillis) {
        int found = Arrays.binarySearch(times, 0, size, timeMillis);
        return found >= 0 ? found : -found - 1;
    }

    private boolean known(int i) {
        return times[i] - times[i - 1] <= GAP_MILLIS_MAX;
    }

    private double increase(int i) {
        boolean anew = attempts[i] != attempts[i - 1] || values[i] < values[i - 1];
        return anew ? values[i] : values[i] - values[i - 1];
    }

    private double rate(int i) {
        return increase(i) / ((times[i] - times[i - 1]) / MILLIS);
    }

    private void drop(int count) {
        if (count > 0) {
            System.arraycopy(times, count, times, 0, size - count);
            System.arraycopy(attempts, count, attempts, 0, size - count);
            System.arraycopy(values, count, values, 0, size - count);
            size -= count;
        }
    }
}
