package io.shiplog.logs.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Retention RETENTION = new Retention(3 * 4096, 10, 1_000);

    private static Retention.Held<String> held(String id, long bytes, long last) {
        return new Retention.Held<>(id, bytes, last);
    }

    @Test
    void theOldestGoFirstUntilTheRestFits() {
        assertThat(RETENTION.victims(List.of(held("b", 1, 20), held("a", 5000, 10), held("c", 4096, 30)), 100))
                .containsExactly("a");
    }

    @Test
    void whatIsTooOldGoesThoughThereBeRoom() {
        assertThat(RETENTION.victims(List.of(held("new", 1, 2_000), held("old", 1, 999)), 2_000))
                .containsExactly("old");
    }

    @Test
    void theNumberOfFilesIsBoundedToo() {
        Retention few = new Retention(1 << 20, 1, 1_000);
        assertThat(few.victims(List.of(held("a", 1, 1), held("b", 1, 2)), 3)).containsExactly("a");
    }
}
