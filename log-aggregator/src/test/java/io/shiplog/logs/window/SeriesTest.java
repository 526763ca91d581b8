package io.shiplog.logs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.record.MetricAggregate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class SeriesTest {

    /** One sample: second, run, value. */
    private record Point(long second, int attempt, double value) {}

    private record Row(
            String name, List<Point> points, @Nullable MetricAggregate expected) {}

    private static Point at(long second, double value) {
        return new Point(second, 0, value);
    }

    private static Point run(int attempt, long second, double value) {
        return new Point(second, attempt, value);
    }

    private static MetricAggregate is(double average, double maximum, int count) {
        return new MetricAggregate(average, maximum, count);
    }

    /** Rates of a counter over the window from second 60 to second 120. */
    private static final List<Row> COUNTERS = List.of(
            new Row("steady", List.of(at(50, 5), at(70, 15), at(90, 25), at(110, 35), at(130, 45)), is(0.5, 0.5, 3)),
            new Row(
                    "the pair over the edge counts by its part",
                    List.of(at(40, 0), at(80, 40), at(120, 40)),
                    is(1.0 / 3, 1, 1)),
            new Row(
                    "out of order is as if in order",
                    List.of(at(90, 25), at(50, 5), at(110, 35), at(70, 15)),
                    is(0.5, 0.5, 3)),
            new Row("a duplicate counts once", List.of(at(60, 0), at(70, 10), at(70, 10), at(80, 20)), is(1, 1, 3)),
            new Row("a fall is a reset", List.of(at(60, 100), at(70, 110), at(80, 5)), is(0.75, 1, 3)),
            new Row(
                    "a new run is a reset also where it does not fall",
                    List.of(run(0, 60, 10), run(0, 70, 20), run(1, 80, 30)),
                    is(2, 3, 3)),
            new Row(
                    "nothing is known over a gap",
                    List.of(at(0, 0), at(61, 10), at(182, 500)),
                    is(10.0 / 61, 10.0 / 61, 1)),
            new Row("a gap that is no longer than allowed is bridged", List.of(at(0, 0), at(110, 110)), is(1, 1, 1)),
            new Row("a single sample has no rate", List.of(at(70, 1)), null),
            new Row("no sample in the window", List.of(at(10, 1), at(130, 20)), null));

    private static final List<Row> GAUGES = List.of(
            new Row(
                    "mean, largest, how many",
                    List.of(at(50, 9), at(60, 1), at(80, 2), at(119, 6), at(120, 9)),
                    is(3, 6, 3)),
            new Row("falling is no reset", List.of(at(60, 10), at(70, 4)), is(7, 10, 2)),
            new Row("late and doubled", List.of(at(100, 4), at(70, 2), at(100, 400)), is(3, 4, 2)),
            new Row("nothing", List.of(), null));

    @TestFactory
    Stream<DynamicTest> counters() {
        return COUNTERS.stream().map(row -> test(row, true));
    }

    @TestFactory
    Stream<DynamicTest> gauges() {
        return GAUGES.stream().map(row -> test(row, false));
    }

    private static DynamicTest test(Row row, boolean counter) {
        return DynamicTest.dynamicTest(row.name(), () -> {
            MetricAggregate found = series(counter, row.points()).over(60_000, 120_000);
            if (row.expected() == null || found == null) {
                assertThat(found).isEqualTo(row.expected());
                return;
            }
            assertThat(found.getCount()).isEqualTo(row.expected().getCount());
            assertThat(found.getAverage()).isCloseTo(row.expected().getAverage(), within());
            assertThat(found.getMaximum()).isCloseTo(row.expected().getMaximum(), within());
        });
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-9);
    }

    private static Series series(boolean counter, List<Point> points) {
        Series series = new Series(counter);
        points.forEach(point -> series.add(point.second() * 1000, point.attempt(), point.value()));
        return series;
    }

    @Test
    void saysWhatBecameOfASample() {
        Series series = new Series(false);
        assertThat(series.add(2000, 0, 1)).isEqualTo(Series.Taken.NEWEST);
        assertThat(series.add(1000, 0, 1)).isEqualTo(Series.Taken.OUT_OF_ORDER);
        assertThat(series.add(2000, 0, 7)).isEqualTo(Series.Taken.DUPLICATE);
        assertThat(series.newest()).isEqualTo(1);
    }

    @Test
    void forgettingKeepsTheSampleFromWhichTheNextRateCounts() {
        Series series = series(true, List.of(at(10, 0), at(55, 55), at(65, 65)));
        series.forgetBefore(60_000);
        assertThat(series.size()).isEqualTo(2);
        assertThat(series.over(60_000, 120_000)).isEqualTo(is(1, 1, 1));
    }

    @Test
    void isBoundedHoweverMuchComes() {
        Series series = new Series(true);
        for (int i = 0; i < 10 * Series.POINTS_MAX; i++) {
            series.add(i * 1000L, 0, i);
        }
        assertThat(series.size()).isEqualTo(Series.POINTS_MAX);
        assertThat(series.recent(20_000)).isEqualTo(new Series.Rate(1, 20_000));
    }

    @Test
    void theRecentRateLooksBackAsFarAsItMayAndOverRestarts() {
        Series series = series(true, List.of(run(0, 0, 50), run(0, 10, 60), run(1, 20, 5), run(1, 30, 15)));
        assertThat(series.recent(20_000)).isEqualTo(new Series.Rate(15.0 / 20, 20_000));
        assertThat(series.recent(100_000)).isEqualTo(new Series.Rate(25.0 / 30, 30_000));
        assertThat(series(true, List.of(at(1, 1))).recent(20_000)).isNull();
        assertThat(series(true, List.of(at(1, 1), at(40, 2))).recent(20_000)).isNull();
    }
}
