package io.shiplog.api.read;

import io.shiplog.schemas.object.JsonShapes;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The last events of one kind: what a watch that starts at a version can be given. Bounded by count and by bytes; what
 * falls out raises the floor, and a watch from below the floor is refused with 410, never served with a gap.
 */
final class WatchWindow {

    /** Two event loops that carry a burst to many watches are each within a turn of some hundred events of 2 kB. */
    private static final int FRAMES_BYTES_MAX = 4 * 1024 * 1024;

    private final int countMax;
    private final long bytesMax;
    private final ArrayDeque<WatchEvent> events = new ArrayDeque<>();
    private final JsonShapes shapes = new JsonShapes();
    private final Frames frames = new Frames(FRAMES_BYTES_MAX);
    private long bytes;
    private long floor;

    /**
     * An empty window.
     *
     * @param floor every event above this version will be appended
     */
    WatchWindow(long floor, int countMax, long bytesMax) {
        this.floor = floor;
        this.countMax = countMax;
        this.bytesMax = bytesMax;
    }

    void append(WatchEvent event) {
        events.addLast(event);
        bytes += event.bytes();
        while (events.size() > countMax || (bytes > bytesMax && events.size() > 1)) {
            WatchEvent oldest = events.removeFirst();
            bytes -= oldest.bytes();
            floor = oldest.offset();
        }
    }

    /** The shapes by which this kind's objects are packed. */
    JsonShapes shapes() {
        return shapes;
    }

    /** What bounds the frames of this kind's events. */
    Frames frames() {
        return frames;
    }

    /** Forgets everything up to this version. */
    void raiseFloor(long version) {
        while (!events.isEmpty() && events.getFirst().offset() <= version) {
            bytes -= events.removeFirst().bytes();
        }
        floor = Math.max(floor, version);
    }

    /** All events above this version, in order, none missing. Throws StatusException 410 when some are forgotten. */
    List<WatchEvent> after(long version) {
        if (version < floor) {
            throw StatusException.of(410, "Expired", "too old resource version: " + version + " (" + floor + ")");
        }
        List<WatchEvent> out = new ArrayList<>();
        Iterator<WatchEvent> newestFirst = events.descendingIterator();
        while (newestFirst.hasNext()) {
            WatchEvent event = newestFirst.next();
            if (event.offset() <= version) {
                break;
            }
            out.add(event);
        }
        Collections.reverse(out);
        return out;
    }

    long floor() {
        return floor;
    }

    int size() {
        return events.size();
    }
}
