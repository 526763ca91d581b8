package io.shiplog.logs.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Containers take turns at the store. */
class TurnsTest {

    private static final int LARGE = Turns.SLICE_BYTES;

    private final Turns turns = new Turns();
    private long offset;

    private void add(String container, int partition, int bytes) {
        byte[] key = container.getBytes(StandardCharsets.UTF_8);
        turns.add(new ConsumerRecord<>("logs", partition, offset++, key, new byte[bytes]));
    }

    private List<Long> next() {
        return turns.next().stream().map(ConsumerRecord::offset).toList();
    }

    @Test
    void aSmallContainerWaitsForOneSliceOfAFloodAndNotForAllOfIt() {
        for (int i = 0; i < 10; i++) {
            add("ns/flood/app", 0, LARGE);
        }
        add("ns/other/app", 0, 100);
        assertThat(next()).containsExactly(0L);
        assertThat(next()).containsExactly(10L);
        assertThat(next()).containsExactly(1L);
    }

    @Test
    void whatComesWhileAFloodWaitsIsBehindThoseThatWaitAlready() {
        add("ns/flood/app", 0, LARGE);
        add("ns/flood/app", 0, LARGE);
        add("ns/deluge/app", 1, LARGE);
        assertThat(next()).containsExactly(0L);
        add("ns/other/app", 1, 100);
        assertThat(next()).containsExactly(2L);
        assertThat(next()).containsExactly(1L);
        assertThat(next()).containsExactly(3L);
        assertThat(next()).isEmpty();
    }

    @Test
    void aContainersRecordsKeepTheirOrderAndSmallOnesGoTogether() {
        add("ns/other/app", 0, 100);
        add("ns/other/app", 0, 100);
        add("ns/other/app", 0, LARGE);
        add("ns/other/app", 0, 100);
        assertThat(next()).containsExactly(0L, 1L, 2L);
        assertThat(next()).containsExactly(3L);
    }

    @Test
    void whatWaitsIsCountedByPartition() {
        add("ns/flood/app", 0, LARGE);
        add("ns/other/app", 1, 100);
        assertThat(turns.bytes(0)).isEqualTo(LARGE);
        assertThat(turns.bytes(1)).isEqualTo(100);
        next();
        assertThat(turns.bytes(0)).isZero();
        assertThat(turns.size()).isEqualTo(1);
    }

    @Test
    void onlyWhatHasHadItsTurnIsDone() {
        add("ns/flood/app", 0, LARGE);
        add("ns/flood/app", 0, LARGE);
        add("ns/other/app", 0, 100);
        next();
        next();
        assertThat(turns.done(0, 3)).isEqualTo(1);
        assertThat(turns.done(1, 7)).isEqualTo(7);
        next();
        assertThat(turns.done(0, 3)).isEqualTo(3);
        assertThat(turns.isEmpty()).isTrue();
    }
}
