package io.shiplog.executor.logs;

import io.shiplog.schemas.record.LogBatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where batches go. */
interface Outlet extends AutoCloseable {

    /**
     * Sends one batch; may wait a few seconds for the broker. Calls back once, on any thread, with null when it is
     * kept for good, else with why it is not known to be.
     */
    void send(LogBatch batch, Consumer<@Nullable Exception> done);

    @Override
    void close();
}
