package io.shiplog.scheduler.framework;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a plugin finds out before the loop over nodes and reads in it; lives for one pod's cycle. */
public final class CycleState {

    private final Map<Plugin, Object> notes = new IdentityHashMap<>(4);

    /** Keeps a plugin's note for the rest of the cycle. */
    public void put(Plugin owner, Object note) {
        notes.put(owner, note);
    }

    /** The plugin's note, which is always of this kind; made now when it has left none. */
    public <N> N note(Plugin owner, Class<N> kind, Supplier<N> empty) {
        Object note = notes.get(owner);
        if (note == null) {
            note = empty.get();
            notes.put(owner, note);
        }
        return kind.cast(note);
    }

    /** The plugin's note, or null when it has left none. */
    public @Nullable Object get(Plugin owner) {
        return notes.get(owner);
    }
}
