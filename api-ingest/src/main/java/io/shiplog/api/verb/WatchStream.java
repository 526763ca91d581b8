package io.shiplog.api.verb;

import io.shiplog.api.read.ResourceView;
import io.shiplog.api.read.Stored;
import io.shiplog.api.read.WatchEvent;
import io.shiplog.api.read.Watcher;
import io.shiplog.api.request.ListOptions;
import io.shiplog.api.request.Representation;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one watch, one JSON object per line. Whoever owns the connection asks for the {@link #next} frame as
 * long as
 * the client takes them and there are any, and again when told. Not thread-safe but for the signal.
 */
public final class WatchStream implements AutoCloseable {

    private final ResourceView view;
    private final Rendering rendering;
    private final Selection selection;
    /** Of the request's options no more than what is asked later: a watch lasts. */
    private final boolean streamingList;

    private final boolean bookmarks;
    private final Watcher watcher;
    private final Iterator<Stored> state;
    private volatile @Nullable Runnable onReady;
    private boolean stateTold;
    private boolean first = true;
    private long sent;

    /**
     * Starts a watch.
     *
     * @throws StatusException 410 when its version is below the window
     */
    WatchStream(
            ResourceView view,
            Kind kind,
            String namespace,
            Rendering rendering,
            Selection selection,
            ListOptions options) {
        this.view = view;
        this.rendering = rendering;
        this.selection = selection;
        this.streamingList = options.streamingList();
        this.bookmarks = options.allowWatchBookmarks();
        if (options.startsWithState()) {
            ResourceView.Started started = view.watchState(kind, namespace, this::ready);
            this.watcher = started.watcher();
            this.state = started.state().objects().iterator();
            this.sent = started.state().version();
        } else if (options.offset() < 0) {
            // sendInitialEvents=false without a version: from now on.
            ResourceView.Started started = view.watchState(kind, namespace, this::ready);
            this.watcher = started.watcher();
            this.state = Collections.emptyIterator();
            this.sent = started.state().version();
        } else {
            this.watcher = view.watch(kind, namespace, options.offset(), this::ready);
            this.state = Collections.emptyIterator();
            this.sent = options.offset();
        }
    }

    /**
     * Sets who is told, on any thread, when there is a frame after there was none. Ask for frames once after setting
     * it.
     */
    public void onReady(Runnable told) {
        onReady = told;
    }

    private void ready() {
        Runnable told = onReady;
        if (told != null) {
            told.run();
        }
    }

    /** The next frame with its line feed, shared with other watches, or null when there is none now. */
    public byte @Nullable [] next() {
        while (state.hasNext()) {
            Stored stored = state.next();
            if (selection.test(stored)) {
                return frame("ADDED", rendering.eventObject(stored, first));
            }
        }
        if (!stateTold) {
            stateTold = true;
            if (streamingList) {
                return frame("BOOKMARK", rendering.bookmark(sent, true, first));
            }
        }
        for (WatchEvent event = watcher.poll(); event != null; event = watcher.poll()) {
            sent = event.offset();
            String type = event.type(selection);
            if (type != null) {
                return frame(event, type);
            }
        }
        return null;
    }

    /** What watches may share of an event: the object as it is or as it was before, and how it looks. */
    private record Form(String type, boolean asBefore, Rendering.Look look) {}

    private byte[] frame(WatchEvent event, String type) {
        Stored before = event.before();
        // An object that stopped matching is shown as it was when it still did, with the version at which it stopped.
        boolean asBefore = type.equals("DELETED") && !event.removed() && before != null;
        Stored shown = asBefore && before != null ? new Stored(before.object(), event.offset()) : event.now();
        if (first && rendering.form() == Representation.TABLE) {
            // It defines the columns.
            return frame(type, rendering.eventObject(shown, true));
        }
        first = false;
        Form form = new Form(type, asBefore, rendering.look());
        return event.frame(form, () -> frameOf(type, rendering.eventObject(shown, false)));
    }

    /** True when nothing more will come: the client was too slow and must list again. */
    public boolean ended() {
        return watcher.cutOff() && !state.hasNext();
    }

    /** A bookmark frame, or null when the client did not ask for bookmarks or its state is still being sent. */
    public byte @Nullable [] bookmark() {
        if (!bookmarks || state.hasNext() || !stateTold) {
            return null;
        }
        sent = Math.max(sent, view.reached(watcher));
        return frame("BOOKMARK", rendering.bookmark(sent, false, first));
    }

    private byte[] frame(String type, byte[] object) {
        first = false;
        return frameOf(type, object);
    }

    private static byte[] frameOf(String type, byte[] object) {
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[head.length + object.length + 2];
        System.arraycopy(head, 0, out, 0, head.length);
        System.arraycopy(object, 0, out, head.length, object.length);
        out[out.length - 2] = '}';
        out[out.length - 1] = '\n';
        return out;
    }

    @Override
    public void close() {
        watcher.close();
    }
}
