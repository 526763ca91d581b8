package io.shiplog.api.server;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * When watches are to do something of themselves: tell how far they are, end. Looked at four times a second for all of
 * them, since a timer of its own for each is a quarter of a kilobyte, and thousands wait (a timing wheel: Varghese and
 * Lauck, 1987). Safe for use by several threads.
 */
final class WatchTimes {

    static final int TICK_MILLIS = 250;
    private static final int SLOTS = 256;
    /** The longest time that can be waited for: a round of the wheel, less the tick that is under way. */
    static final long MILLIS_MAX = (long) TICK_MILLIS * (SLOTS - 2);

    /** One that waits: a member of the list of its slot. */
    abstract static class Waiter {
        private @Nullable Waiter previous;
        private @Nullable Waiter next;
        private int slot = -1;

        /** Its time has come. Called on a thread of the wheel's. */
        abstract void timeIsUp();
    }

    private final UnaryOperator<Runnable> ticking;
    private final @Nullable Waiter[] slots = new Waiter[SLOTS];
    private int now;
    private int count;
    /** Ends the ticks, which come while somebody waits. */
    private @Nullable Runnable stop;

    /**
     * A wheel that nobody waits on.
     *
     * @param ticking begins to call what it is given every {@link #TICK_MILLIS}, and gives what ends that
     */
    WatchTimes(UnaryOperator<Runnable> ticking) {
        this.ticking = ticking;
    }

    /** A wheel that is turned by a timer. */
    static WatchTimes of(Vertx vertx) {
        return new WatchTimes(tick -> {
            long timer = vertx.setPeriodic(TICK_MILLIS, called -> tick.run());
            return () -> vertx.cancelTimer(timer);
        });
    }

    /** Lets it wait so long, a quarter of a second longer at most. It must not wait already. */
    synchronized void in(long millis, Waiter waiter) {
        count++;
        if (stop == null) {
            stop = ticking.apply(this::tick);
        }
        long ticks = (Math.max(1, Math.min(MILLIS_MAX, millis)) + TICK_MILLIS - 1) / TICK_MILLIS + 1;
        int slot = (int) ((now + ticks) % SLOTS);
        Waiter first = slots[slot];
        waiter.slot = slot;
        waiter.next = first;
        if (first != null) {
            first.previous = waiter;
        }
        slots[slot] = waiter;
    }

    /** It waits no more. */
    synchronized void cancel(Waiter waiter) {
        if (waiter.slot >= 0) {
            take(waiter);
        }
    }

    private void take(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            slots[waiter.slot] = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.slot = -1;
        count--;
    }

    private void tick() {
        due().forEach(Waiter::timeIsUp);
    }

    private synchronized List<Waiter> due() {
        now = (now + 1) % SLOTS;
        List<Waiter> out = new ArrayList<>();
        for (Waiter waiter = slots[now]; waiter != null; waiter = slots[now]) {
            take(waiter);
            out.add(waiter);
        }
        Runnable end = stop;
        if (count == 0 && end != null) {
            end.run();
            stop = null;
        }
        return out;
    }
}
