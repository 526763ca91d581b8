package io.shiplog.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Frames that go out together. */
class WatchBatchTest {

    private static byte[] frame(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void keepsTheOrderAndBeginsAnew() {
        WatchBatch batch = new WatchBatch();
        batch.add(frame("one\n"));
        batch.add(frame("two\n"));
        assertThat(batch.bytes()).isEqualTo(8);
        assertThat(batch.take().toString()).isEqualTo("one\ntwo\n");
        batch.add(frame("three\n"));
        assertThat(batch.take().toString()).isEqualTo("three\n");
        assertThat(batch.bytes()).isZero();
    }
}
