package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.SliceGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceGateTest {

    private final SliceGate gate = new SliceGate();
    private long offset;

    private void add(long slice, int index, int count, boolean atomic) {
        add(slice, index, count, atomic, true);
    }

    private void add(long slice, int index, int count, boolean atomic, boolean whole) {
        KubeObject object = KubeObject.of(Json.parse("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{}}"), 1);
        gate.add(
                new Update(Kinds.POD, object, offset++, false),
                new SliceGroup("commands", 0, slice, index, count, atomic),
                whole);
    }

    private List<Long> released() {
        return gate.release().stream().map(Update::offset).toList();
    }

    @Test
    void ordinarySlicesPassRecordByRecord() {
        add(1, 0, 3, false);
        assertThat(released()).containsExactly(0L);
    }

    @Test
    void anAtomicSlicePassesWhole() {
        add(1, 0, 2, true);
        assertThat(released()).isEmpty();
        assertThat(gate.firstHeld(99)).isZero();
        add(1, 1, 2, true);
        assertThat(released()).containsExactly(0L, 1L);
        assertThat(gate.firstHeld(99)).isEqualTo(99);
    }

    @Test
    void anAtomicSliceOfOneRecordPassesAtOnce() {
        add(1, 0, 1, true);
        assertThat(released()).containsExactly(0L);
    }

    @Test
    void nothingPassesAnOpenSliceAndNoSliceIsTornApart() {
        add(1, 0, 2, true);
        add(2, 0, 2, true);
        add(1, 1, 2, true);
        assertThat(released()).isEmpty();
        add(2, 1, 2, true);
        assertThat(released()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void whatLiesBeforeAnOpenSlicePasses() {
        add(7, 0, 1, false);
        add(1, 0, 2, true);
        add(8, 0, 1, false);
        assertThat(released()).containsExactly(0L);
    }

    @Test
    void doesNotWaitForWhatCompactionMayHaveTaken() {
        add(1, 0, 3, true, false);
        add(2, 1, 3, true);
        assertThat(released()).containsExactly(0L, 1L);
        add(3, 0, 3, true);
        add(3, 2, 3, true, false);
        assertThat(released()).containsExactly(2L, 3L);
    }

    @Test
    void aRecordOfNoInterestEndsItsSliceToo() {
        add(1, 0, 2, true);
        gate.skip(new SliceGroup("commands", 0, 1L, 1, 2, true), true);
        assertThat(released()).containsExactly(0L);
    }
}
