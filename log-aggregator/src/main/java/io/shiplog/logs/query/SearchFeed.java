package io.shiplog.logs.query;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.Line;
import io.shiplog.logs.line.RunFacts;
import io.shiplog.logs.line.RunKey;
import io.shiplog.logs.store.LogStore;
import io.shiplog.logs.store.RunReader;
import io.shiplog.logs.store.RunView;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of many pods in order of time: the newest or the oldest that are wanted, up to the limit, then, with follow,
 * those that come. What comes faster than it is fetched is counted and not kept.
 */
final class SearchFeed implements Feed {

    /** Lines that wait for a follower. */
    private static final int WAITING_MAX = 20_000;

    private static final int PIECE_BYTES = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(SearchFeed.class);

    private final LogStore store;
    private final Search search;
    /** Up to which line each run was looked through. */
    private final Map<RunKey, Long> seen = new HashMap<>();

    private final Queue<Found> past = new ArrayDeque<>();
    private final ArrayBlockingQueue<Found> live = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong missed = new AtomicLong();
    private volatile Runnable more = () -> {};
    private volatile boolean closed;
    private boolean searched;
    private @Nullable AutoCloseable tap;

    SearchFeed(LogStore store, Search search) {
        this.store = store;
        this.search = search;
    }

    @Override
    public void listen(Runnable listener) {
        more = listener;
    }

    @Override
    public byte[] take() throws IOException {
        if (!searched) {
            searched = true;
            if (search.follow()) {
                // Before looking back, so that none is missed; those that are found there are left out afterwards.
                tap = store.tap(this::written);
            }
            lookBack();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < PIECE_BYTES) {
            Found next = past.poll();
            boolean old = next != null;
            next = old ? next : live.poll();
            if (next == null) {
                break;
            }
            if (old || next.number() >= seen.getOrDefault(next.facts().key(), 0L)) {
                out.writeBytes(next.json());
            }
        }
        long lost = past.isEmpty() ? missed.getAndSet(0) : 0;
        if (lost > 0) {
            String note = Json.text(Json.object().put("missed", lost)) + "\n";
            out.writeBytes(note.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private void written(RunFacts facts, Block block) {
        if (!search.wants(facts)) {
            return;
        }
        long number = block.firstLine();
        boolean any = false;
        for (Line line : block.lines()) {
            if (search.wants(line)) {
                any = true;
                if (!live.offer(new Found(facts, number, line))) {
                    missed.incrementAndGet();
                }
            }
            number++;
        }
        if (any) {
            more.run();
        }
    }

    /** Keeps the best so far, and passes over what cannot be better: whole runs, then chunks of them. */
    private void lookBack() throws IOException {
        Comparator<Found> worstFirst = search.first() ? Found.BY_TIME.reversed() : Found.BY_TIME;
        PriorityQueue<Found> best = new PriorityQueue<>(worstFirst);
        for (RunView run : candidates()) {
            List<RunView.Place> places = run.places();
            for (int i = 0; i < places.size() && !closed; i++) {
                RunView.Place place = places.get(search.first() ? i : places.size() - 1 - i);
                if (mayHold(place, best)) {
                    look(run, place, best, worstFirst);
                }
            }
        }
        List<Found> sorted = new ArrayList<>(best);
        sorted.sort(Found.BY_TIME);
        past.addAll(sorted);
    }

    private List<RunView> candidates() {
        List<RunView> out = new ArrayList<>();
        for (RunKey key : store.find(search::wants)) {
            RunView view = store.view(key);
            if (view != null && view.maxNanos() >= search.sinceNanos() && view.minNanos() < search.untilNanos()) {
                out.add(view);
                seen.put(key, view.nextLine());
            }
        }
        Comparator<RunView> order = search.first()
                ? Comparator.comparingLong(RunView::minNanos)
                : Comparator.comparingLong(RunView::maxNanos).reversed();
        out.sort(order);
        return out;
    }

    private boolean mayHold(RunView.Place place, PriorityQueue<Found> best) {
        long min = place.chunk().minNanos();
        long max = place.chunk().maxNanos();
        if (max < search.sinceNanos() || min >= search.untilNanos()) {
            return false;
        }
        Found worst = best.peek();
        if (worst == null || best.size() < search.limit()) {
            return true;
        }
        return search.first()
                ? min <= worst.line().timeNanos()
                : max >= worst.line().timeNanos();
    }

    private void look(RunView run, RunView.Place place, PriorityQueue<Found> best, Comparator<Found> worstFirst)
            throws IOException {
        try (RunReader reader =
                store.reader(run.facts().key(), place.segment(), place.chunk().position())) {
            Block block = reader.next();
            while (block != null && block.firstLine() < place.chunk().nextLine()) {
                long number = block.firstLine();
                for (Line line : block.lines()) {
                    if (search.wants(line)) {
                        offer(new Found(run.facts(), number, line), best, worstFirst);
                    }
                    number++;
                }
                block = block.nextLine() < place.chunk().nextLine() ? reader.next() : null;
            }
        }
    }

    private void offer(Found found, PriorityQueue<Found> best, Comparator<Found> worstFirst) {
        Found worst = best.peek();
        if (best.size() < search.limit()) {
            best.add(found);
        } else if (worst != null && worstFirst.compare(found, worst) > 0) {
            best.poll();
            best.add(found);
        }
    }

    @Override
    public boolean ended() {
        return !search.follow() && past.isEmpty();
    }

    @Override
    public long againMillis() {
        return 0;
    }

    @Override
    public void abandon() {
        closed = true;
    }

    @Override
    public void close() {
        try {
            if (tap != null) {
                tap.close();
            }
        } catch (Exception e) {
            LOG.warn("while leaving a search", e);
        }
    }
}
