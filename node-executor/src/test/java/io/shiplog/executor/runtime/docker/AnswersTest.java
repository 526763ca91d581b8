package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AnswersTest {

    private static final class Some extends Answers<String> {}

    @Test
    void aStreamThatIsLookedAtStaysOpenUntilItEnds() throws InterruptedException, IOException {
        AtomicInteger closed = new AtomicInteger();
        try (Some answers = new Some()) {
            answers.onStart(closed::incrementAndGet);

            assertThat(answers.awaitCompletion(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(closed).hasValue(0);

            answers.onComplete();

            assertThat(answers.awaitCompletion(1, TimeUnit.MINUTES)).isTrue();
            assertThat(closed).hasValue(1);
        }
    }
}
