package io.shiplog.schemas.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLoopsTest {

    /** Where Vert.x would put its directory; java.io.tmpdir otherwise. */
    private static final String BASE = "vertx.cacheDirBase";

    @Test
    void makeNoDirectoryThatAKilledProcessWouldLeaveBehind(@TempDir Path temporary) {
        System.setProperty(BASE, temporary.toString());
        try {
            Vertx vertx = EventLoops.start(1);
            assertThat(temporary).isEmptyDirectory();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        } finally {
            System.clearProperty(BASE);
        }
    }
}
