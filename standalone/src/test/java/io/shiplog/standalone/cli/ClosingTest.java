package io.shiplog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {

    @Test
    void whatWaitsForSomebodyWhoIsGoneIsInterrupted() {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(Closing.close(never::await, Duration.ofMillis(1))).isEqualTo("java.lang.InterruptedException");
    }

    @Test
    void whatGoesWrongIsSaid() {
        AutoCloseable broken = () -> {
            throw new IllegalStateException("the disk is full");
        };
        assertThat(Closing.close(broken, Closing.LIMIT)).isEqualTo("the disk is full");
        assertThat(Closing.close(() -> {}, Closing.LIMIT)).isEmpty();
    }
}
