package io.shiplog.schemas.internal;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Vert.x as every role has it. */
public final class EventLoops {

    private EventLoops() {}

    /**
     * Starts so many event loops on daemon threads. Files come from where their paths say: what Vert.x offers beyond
     * that, files out of jars, needs a directory for temporary files, and a kill -9 would leave one behind each time.
     */
    public static Vertx start(int loops) {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }
}
