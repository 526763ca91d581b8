package io.shiplog.standalone.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Virtual time: one queue of what is due, in the order of time and then of asking. Time that passes is the same for
 * everybody; what the wall clock of a machine shows may jump.
 */
final class SimClock {

    /** 2026-01-01T00:00:00Z: where every wall clock starts. */
    static final long EPOCH_MILLIS = 1_767_225_600_000L;

    /** Machines with a wall clock of their own; executors have theirs in {@link SimHost}. */
    enum Machine {
        BROKER,
        RECONCILER,
        SCHEDULER
    }

    private record Due(long atMillis, long order, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Map<Machine, Long> offsets = new EnumMap<>(Machine.class);
    private long nowMillis;
    private long order;

    /** Time passed since the start; never jumps. */
    long now() {
        return nowMillis;
    }

    /** What the wall clock of a machine shows, epoch milliseconds. */
    long wall(Machine machine) {
        return EPOCH_MILLIS + nowMillis + offsets.getOrDefault(machine, 0L);
    }

    /** Moves a machine's wall clock. */
    void jump(Machine machine, long millis) {
        offsets.merge(machine, millis, Long::sum);
    }

    /** Does something at a time, or at once when that has passed. */
    void at(long atMillis, Runnable action) {
        queue.add(new Due(Math.max(atMillis, nowMillis), order++, action));
    }

    /** Does something after a while. */
    void in(long millis, Runnable action) {
        at(nowMillis + millis, action);
    }

    /** Lets time pass until then. */
    void runUntil(long untilMillis) {
        Due due = queue.peek();
        while (due != null && due.atMillis() <= untilMillis) {
            queue.remove();
            nowMillis = due.atMillis();
            due.action().run();
            due = queue.peek();
        }
        nowMillis = untilMillis;
    }
}
