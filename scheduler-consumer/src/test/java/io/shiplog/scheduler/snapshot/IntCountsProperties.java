package io.shiplog.scheduler.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class IntCountsProperties {

    @Property
    void countsAsAMapDoesAndHoldsNothingOfWhatIsZero(
            @ForAll @Size(max = 200) List<@IntRange(max = 40) Integer> keys,
            @ForAll @IntRange(min = 1, max = 7) int negativeEvery) {
        IntCounts counts = new IntCounts();
        Map<Integer, Integer> expected = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            int key = keys.get(i);
            int before = expected.getOrDefault(key, 0);
            int amount = i % negativeEvery == 0 ? -before : 1;
            if (before + amount == 0) {
                expected.remove(key);
            } else {
                expected.put(key, before + amount);
            }
            assertThat(counts.add(key, amount)).isEqualTo(before + amount);
        }
        assertThat(content(counts)).isEqualTo(expected);
        assertThat(counts.size()).isEqualTo(expected.size());
        assertThat(counts.total())
                .isEqualTo(
                        expected.values().stream().mapToLong(Integer::intValue).sum());
        for (int key = 0; key <= 40; key++) {
            assertThat(counts.get(key)).isEqualTo(expected.getOrDefault(key, 0));
        }
    }

    private static Map<Integer, Integer> content(IntCounts counts) {
        Map<Integer, Integer> out = new TreeMap<>();
        for (int place = 0; place < counts.places(); place++) {
            if (counts.keyAt(place) >= 0) {
                out.put(counts.keyAt(place), counts.valueAt(place));
            }
        }
        return out;
    }
}
