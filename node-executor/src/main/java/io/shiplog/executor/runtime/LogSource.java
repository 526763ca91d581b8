package io.shiplog.executor.runtime;

import java.io.Closeable;

/** Where the lines of containers come from, in order per stream, kept by the runtime until they are shipped. */
public interface LogSource {

    /** Of a runtime whose containers say nothing. */
    LogSource NONE = (container, after, sink) -> () -> {};

    /**
     * Where reading goes on.
     *
     * @param token the runtime's own mark behind the last line taken, empty for the beginning (e.g. a file's offset, or
     *     a time)
     * @param line number of the next line within the run
     */
    record Position(String token, long line) {
        /** Before everything. */
        public static final Position START = new Position("", 0);
    }

    /**
     * One line.
     *
     * @param timeNanos epoch nanoseconds
     * @param stderr false for stdout
     * @param text without its end; at most {@link #LINE_BYTES_MAX}
     * @param partial the next line of this stream continues it
     * @param after token of the position behind this line
     */
    record Line(long timeNanos, boolean stderr, byte[] text, boolean partial, String after) {}

    /** Longer lines come in pieces. */
    int LINE_BYTES_MAX = 16 * 1024;

    /** Takes lines; may block, which holds back the reading and never the container. */
    interface Sink {
        /** The next line. */
        void line(Line line) throws InterruptedException;

        /** So many lines were lost here, since they came faster than they could be kept. */
        void dropped(long lines) throws InterruptedException;

        /** The run is over and every line of it has been given. */
        void end() throws InterruptedException;
    }

    /** Follows a run from a position, on a thread of the source's own, until it is over or the result is closed. */
    Closeable follow(ContainerRef container, Position after, Sink sink);
}
