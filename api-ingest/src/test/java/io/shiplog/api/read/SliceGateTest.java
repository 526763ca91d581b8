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

    private void add(long slice, int count, boolean atomic) {
        KubeObject object = KubeObject.of(Json.parse("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{}}"), 1);
        gate.add(
                new Update(Kinds.POD, object, offset++, false), new SliceGroup("commands", 0, slice, 0, count, atomic));
    }

    private List<Long> released() {
        return gate.release().stream().map(Update::offset).toList();
    }

    @Test
    void ordinarySlicesPassRecordByRecord() {
        add(1, 3, false);
        assertThat(released()).containsExactly(0L);
    }

    @Test
    void anAtomicSlicePassesWhole() {
        add(1, 2, true);
        assertThat(released()).isEmpty();
        assertThat(gate.firstHeld(99)).isZero();
        add(1, 2, true);
        assertThat(released()).containsExactly(0L, 1L);
        assertThat(gate.firstHeld(99)).isEqualTo(99);
    }

    @Test
    void nothingPassesAnOpenSliceAndNoSliceIsTornApart() {
        add(1, 2, true);
        add(2, 2, true);
        add(1, 2, true);
        assertThat(released()).isEmpty();
        add(2, 2, true);
        assertThat(released()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void whatLiesBeforeAnOpenSlicePasses() {
        add(7, 1, false);
        add(1, 2, true);
        add(8, 1, false);
        assertThat(released()).containsExactly(0L);
    }
}
