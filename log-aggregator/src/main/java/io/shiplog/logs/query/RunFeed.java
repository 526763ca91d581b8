package io.shiplog.logs.query;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.LineText;
import io.shiplog.logs.line.LogOptions;
import io.shiplog.logs.line.RunKey;
import io.shiplog.logs.line.Start;
import io.shiplog.logs.store.LogStore;
import io.shiplog.logs.store.RunReader;
import io.shiplog.logs.store.RunView;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of one run as text. Without follow it ends with what there was when it was asked for; with follow it ends with
 * the run. A run that is said to be over may have its last lines still on their way: they are waited for a moment.
 */
final class RunFeed implements Feed {

    /** A node ships within milliseconds; one that has died never will. */
    static final long LAST_LINES_MILLIS_MAX = 1_000;

    private static final int PIECE_BYTES = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(RunFeed.class);

    private final LogStore store;
    private final RunKey key;
    private final boolean follow;
    private final boolean over;
    private final LineText text;
    private final RunReader reader;
    private final long until;
    private final long giveUpNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_LINES_MILLIS_MAX);
    private boolean nameExpired;
    private boolean ended;
    private @Nullable AutoCloseable listening;

    /**
     * A feed of one run, known or not yet.
     *
     * @param over the run is said to have ended
     */
    RunFeed(LogStore store, RunKey key, LogOptions options, boolean over) {
        this.store = store;
        this.key = key;
        this.follow = options.follow();
        this.over = over;
        RunView view = store.view(key);
        List<RunView.Place> places = view == null ? List.of() : view.places();
        Start start =
                view == null ? new Start(0, 0) : Start.of(view.chunks(), options.tailLines(), options.sinceNanos());
        this.text = new LineText(options, start.skip());
        this.until = view == null ? 0 : view.nextLine();
        if (places.isEmpty()) {
            this.reader = store.reader(key, until, -1);
            if (options.tailLines() != 0 && options.sinceNanos() == Long.MIN_VALUE) {
                text.expired(until, Long.MAX_VALUE);
            }
            return;
        }
        boolean atEnd = start.chunk() == places.size();
        RunView.Place place = places.get(atEnd ? places.size() - 1 : start.chunk());
        long position = place.chunk().position() + (atEnd ? place.chunk().bytes() : 0);
        this.reader = store.reader(key, place.segment(), position);
        this.nameExpired = start.chunk() == 0 && !atEnd && wantsMore(places, options);
    }

    /** True when lines before the first that is kept would be wanted. */
    private static boolean wantsMore(List<RunView.Place> places, LogOptions options) {
        long have = places.stream().mapToLong(p -> p.chunk().wholeLines()).sum();
        return (options.tailLines() < 0 || have < options.tailLines())
                && options.sinceNanos() <= places.get(0).chunk().minNanos();
    }

    @Override
    public byte[] take() throws IOException {
        while (!ended && text.size() < PIECE_BYTES) {
            // Asked before reading: what was written up to the end is then surely read.
            boolean last = store.ended(key);
            Block block = text.full() ? null : reader.next();
            if (block == null) {
                ended = text.full() || last || !waits();
                break;
            }
            if (!follow && !over && block.firstLine() >= until) {
                ended = true;
                break;
            }
            if (nameExpired) {
                nameExpired = false;
                text.expired(block.firstLine() - block.dropped(), block.minNanos());
            }
            text.write(block);
        }
        return text.take();
    }

    private boolean waits() {
        return over ? System.nanoTime() < giveUpNanos : follow;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void listen(Runnable more) {
        if (follow || over) {
            listening = store.listen(key, more);
        }
    }

    @Override
    public long againMillis() {
        return over ? LAST_LINES_MILLIS_MAX + 1 : 0;
    }

    @Override
    public void close() {
        try {
            reader.close();
            if (listening != null) {
                listening.close();
            }
        } catch (Exception e) {
            LOG.warn("while leaving {}", key, e);
        }
    }
}
