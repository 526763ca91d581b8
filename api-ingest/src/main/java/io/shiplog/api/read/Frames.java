package io.shiplog.api.read;

import java.util.ArrayDeque;

/**
 * The frames that watches have made of one kind's events, as many bytes as it may hold, the last made: watches that
 * keep up share them, one that is far behind has them made anew. Any number of threads.
 */
final class Frames {

    /** Keeps nothing: for events that nobody watches. */
    static final Frames NONE = new Frames(0);

    private record Made(WatchEvent event, int bytes) {}

    private final int bytesMax;
    private final ArrayDeque<Made> made = new ArrayDeque<>();
    private long bytes;

    Frames(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** A frame has been made of an event. Must not be called while an event is held locked. */
    synchronized void made(WatchEvent event, int frameBytes) {
        made.addLast(new Made(event, frameBytes));
        bytes += frameBytes;
        while (bytes > bytesMax) {
            Made oldest = made.removeFirst();
            bytes -= oldest.bytes;
            oldest.event.forgetFrames();
        }
    }
}
