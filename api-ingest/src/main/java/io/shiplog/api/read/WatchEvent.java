package io.shiplog.api.read;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One change of one object, shared by all who watch, and so is what is sent of it. */
public final class WatchEvent {

    private final @Nullable Stored before;
    private final Stored now;
    private final boolean removed;
    private final Frames frames;
    private volatile @Nullable Made made;

    /** Frames that were made of this event, the last one first; there are as many as forms that are watched. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Made(Object form, byte[] frame, @Nullable Made earlier) {}

    /**
     * An event.
     *
     * @param frames what bounds the frames that are kept
     */
    WatchEvent(@Nullable Stored before, Stored now, boolean removed, Frames frames) {
        this.before = before;
        this.now = now;
        this.removed = removed;
        this.frames = frames;
    }

    /** resourceVersion of the event. */
    public long offset() {
        return now.offset();
    }

    /** The state before the change, or null when there was none. */
    public @Nullable Stored before() {
        return before;
    }

    /** The state after the change; of a removed object the last state, with the version of its removal. */
    public Stored now() {
        return now;
    }

    /** True when the object is gone with this event. */
    public boolean removed() {
        return removed;
    }

    /**
     * ADDED, MODIFIED or DELETED for a watcher that selects some objects, or null when it does not concern it. An
     * object
     * that starts to match is ADDED, one that stops is DELETED.
     */
    public @Nullable String type(Predicate<Stored> selection) {
        boolean was = before != null && selection.test(before);
        if (removed) {
            return was || (before == null && selection.test(now)) ? "DELETED" : null;
        }
        if (selection.test(now)) {
            return was ? "MODIFIED" : "ADDED";
        }
        return was ? "DELETED" : null;
    }

    /**
     * What is sent of this event in one form: made once, however many watch in that form. Shared, not to be changed.
     *
     * @param form equal for those who may share it
     */
    public byte[] frame(Object form, Supplier<byte[]> make) {
        byte[] there = made(form);
        if (there != null) {
            return there;
        }
        byte[] frame;
        synchronized (this) {
            there = made(form);
            if (there != null) {
                return there;
            }
            frame = make.get();
            made = new Made(form, frame, made);
        }
        frames.made(this, frame.length);
        return frame;
    }

    private byte @Nullable [] made(Object form) {
        for (Made one = made; one != null; one = one.earlier) {
            if (one.form.equals(form)) {
                return one.frame;
            }
        }
        return null;
    }

    /** Lets go of all frames; whoever needs one makes it anew. */
    synchronized void forgetFrames() {
        made = null;
    }

    int bytes() {
        return now.object().jsonLength();
    }
}
