package io.shiplog.logs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.record.MetricSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class SampleWindowsProperties {

    /** However samples are shuffled and doubled within the grace, the last row of each window is the same. */
    @Property(tries = 200)
    void theOrderWithinTheGraceDoesNotMatter(@ForAll @IntRange(min = 2, max = 60) int count, @ForAll long seed) {
        Random random = new Random(seed);
        List<MetricSample> samples = new ArrayList<>();
        double cpu = 0;
        for (int i = 0; i < count; i++) {
            cpu += random.nextInt(5);
            samples.add(Batches.pod("web-" + i % 3, 600 + i, cpu, random.nextInt(1000)));
        }
        List<MetricSample> shuffled = new ArrayList<>(samples);
        samples.stream().filter(sample -> random.nextInt(4) == 0).forEach(shuffled::add);
        // At most 29 seconds out of order: blocks that are shuffled in themselves.
        shuffled.sort((a, b) -> Long.compare(a.getTimeMillis() / 20_000, b.getTimeMillis() / 20_000));
        for (int from = 0; from < shuffled.size(); ) {
            int to = from;
            while (to < shuffled.size()
                    && shuffled.get(to).getTimeMillis() / 20_000
                            == shuffled.get(from).getTimeMillis() / 20_000) {
                to++;
            }
            Collections.shuffle(shuffled.subList(from, to), random);
            from = to;
        }
        assertThat(lastRows(shuffled)).isEqualTo(lastRows(samples));
    }

    private static Map<String, Object> lastRows(List<MetricSample> samples) {
        SampleWindows windows = new SampleWindows(SampleWindows.Bounds.standard(100));
        Map<String, Object> out = new TreeMap<>();
        for (MetricSample sample : samples) {
            windows.add(Batches.of("n1", sample), sample.getTimeMillis());
            windows.due(sample.getTimeMillis()).forEach(row -> keep(row, out));
        }
        windows.due(2_000_000).forEach(row -> keep(row, out));
        return out;
    }

    private static void keep(MetricRollup row, Map<String, Object> out) {
        out.put(row.getName() + "@" + row.getWindowStartMillis(), row.getValues());
    }
}
