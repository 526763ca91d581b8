package io.shiplog.schemas.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLoopsTest {

    /** What the directories of Vert.x are called after, before a number of their own; read once for each JVM. */
    private static final String BASE = "vertx.cacheDirBase";

    @Test
    void makeNoDirectoryThatAKilledProcessWouldLeaveBehind(@TempDir Path temporary) {
        System.setProperty(BASE, temporary.resolve("cache").toString());
        try {
            Vertx ours = EventLoops.start(1);
            assertThat(temporary).isEmptyDirectory();
            Vertx plain = Vertx.vertx();
            assertThat(temporary).as("the place where one would be").isNotEmptyDirectory();
            close(plain);
            close(ours);
        } finally {
            System.clearProperty(BASE);
        }
    }

    private static void close(Vertx vertx) {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
