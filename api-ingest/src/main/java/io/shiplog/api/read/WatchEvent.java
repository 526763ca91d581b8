package io.shiplog.api.read;

import io.shiplog.schemas.object.JsonShapes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One change of one object, shared by all who watch. */
public final class WatchEvent {

    private final @Nullable Stored before;
    private final Stored now;
    private final boolean removed;
    private volatile byte @Nullable [] json;

    WatchEvent(@Nullable Stored before, Stored now, boolean removed) {
        this.before = before;
        this.now = now;
        this.removed = removed;
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

    /** The object's JSON in its stored version: made once, however many watch. */
    public byte[] json() {
        byte[] here = json;
        if (here == null) {
            here = WireJson.splice(now);
            json = here;
        }
        return here;
    }

    /** Lets go of the cached JSON, watchers that keep up have sent it, and keeps the object packed from here on. */
    void cool(JsonShapes shapes) {
        json = null;
        now.object().pack(shapes);
    }

    int bytes() {
        return now.object().jsonLength();
    }
}
