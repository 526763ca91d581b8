package io.shiplog.logs.query;

import java.io.IOException;

/** What one asker gets, piece by piece. Used by one thread at a time. */
interface Feed extends AutoCloseable {

    /** What is there now, up to about 64 KiB; empty when there is nothing, now or for good. May read from the disk. */
    byte[] take() throws IOException;

    /** True when an empty {@link #take} was the last. */
    boolean ended();

    /** From now on says, on any thread, when {@link #take} is worth another try. Called once, first. */
    void listen(Runnable more);

    /** After this long it is worth another try in any case; 0 for never. */
    long againMillis();

    /** The asker has gone: a {@link #take} that is under way on another thread may end early. */
    default void abandon() {}

    @Override
    void close();
}
