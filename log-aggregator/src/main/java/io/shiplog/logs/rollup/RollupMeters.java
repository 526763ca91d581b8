package io.shiplog.logs.rollup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.shiplog.logs.window.SampleWindows;

/** What became of samples and rows, counted. */
final class RollupMeters {

    private final Counter taken;
    private final Counter outOfOrder;
    private final Counter duplicate;
    private final Counter late;
    private final Counter future;
    private final Counter refused;
    private final Counter undecodable;
    private final Counter lateRows;
    private final Counter rows;

    RollupMeters(MeterRegistry meters) {
        taken = samples(meters, "taken", "samples that were put into a window");
        outOfOrder = samples(meters, "out_of_order", "samples among those taken that came after a later one");
        duplicate = samples(meters, "duplicate", "samples that were there already");
        late = samples(meters, "late", "samples left out: the grace of their window was over");
        future = samples(meters, "future", "samples left out: further in the future than a window");
        refused = samples(meters, "refused", "samples left out: more pods than are followed");
        undecodable = Counter.builder("shiplog.metrics.undecodable")
                .description("records that could not be read")
                .register(meters);
        lateRows = Counter.builder("shiplog.metrics.rollups.late")
                .description("rows of pods left out of their workload's, since its window is long over")
                .register(meters);
        rows = Counter.builder("shiplog.metrics.rollups")
                .description("rows published")
                .register(meters);
    }

    private static Counter samples(MeterRegistry meters, String outcome, String description) {
        return Counter.builder("shiplog.metrics.windowed")
                .tag("outcome", outcome)
                .description(description)
                .register(meters);
    }

    void taken(SampleWindows.Intake intake) {
        taken.increment(intake.taken());
        outOfOrder.increment(intake.outOfOrder());
        duplicate.increment(intake.duplicate());
        late.increment(intake.late());
        future.increment(intake.future());
        refused.increment(intake.refused());
    }

    void undecodable() {
        undecodable.increment();
    }

    void lateRow() {
        lateRows.increment();
    }

    void published(int count) {
        rows.increment(count);
    }
}
