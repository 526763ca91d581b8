package io.shiplog.api.read;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of one kind, whose objects are not packed yet. While the log's past is read there are many, since
 * most versions are followed by the next within so many and are never kept; bounded by count and by bytes of JSON. Not
 * locked.
 */
final class WarmEvents {

    /** For watches that begin a little behind. */
    private static final int COUNT_MAX = 256;

    private static final int COUNT_AT_FIRST_MAX = 50_000;
    /** An eighth of the smallest heap that the launcher gives. */
    static final long BYTES_MAX = 64L << 20;

    private final ArrayDeque<WatchEvent> events = new ArrayDeque<>();
    private int countMax = COUNT_AT_FIRST_MAX;
    private long bytes;

    void add(WatchEvent event) {
        events.addLast(event);
        bytes += event.bytes();
    }

    /** The log's past has been read: from here on few are kept warm. */
    void settle() {
        countMax = COUNT_MAX;
    }

    /** The next one that has to go, or null. */
    @Nullable
    WatchEvent poll() {
        if (events.size() <= countMax && bytes <= BYTES_MAX) {
            return null;
        }
        WatchEvent oldest = events.removeFirst();
        bytes -= oldest.bytes();
        return oldest;
    }
}
