package io.shiplog.reconciler.engine;

import io.shiplog.reconciler.state.Rows;
import io.shiplog.schemas.object.ObjectKey;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which (controller, key) pairs are to be looked at, in the order in which they were woken, and which at a later time.
 * What
 * is left at the end of a slice is kept in rows {@code w/controller/key}; timers are rows {@code t/controller/key}.
 */
final class WakeQueue {

    private static final String WAKE = "w/";
    private static final String TIMER = "t/";

    /** One look to take. */
    record Wake(String controller, ObjectKey key) {
        private String row(String prefix) {
            return prefix + controller + "/" + key.encoded();
        }

        private static Wake ofRow(String row) {
            int slash = row.indexOf('/', 2);
            return new Wake(row.substring(2, slash), ObjectKey.parse(row.substring(slash + 1)));
        }
    }

    private record Due(long millis, String row) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = Long.compare(millis, other.millis);
            return order == 0 ? row.compareTo(other.row) : order;
        }
    }

    private final Rows rows;
    private final Set<Wake> queue = new LinkedHashSet<>();
    private final NavigableSet<Due> timers = new TreeSet<>();

    WakeQueue(Rows rows) {
        this.rows = rows;
    }

    /** Derives the queue and the timers from the rows. */
    void reload() {
        queue.clear();
        timers.clear();
        TreeMap<Long, Wake> ordered = new TreeMap<>();
        rows.withPrefix(WAKE).forEach((row, sequence) -> ordered.put(Long.parseLong(sequence), Wake.ofRow(row)));
        queue.addAll(ordered.values());
        rows.withPrefix(TIMER).forEach((row, due) -> timers.add(new Due(Long.parseLong(due), row)));
    }

    /** After a look was taken back: timers as the rows say; what was woken stays woken, an extra look does no harm. */
    void reloadKeeping() {
        timers.clear();
        rows.withPrefix(TIMER).forEach((row, due) -> timers.add(new Due(Long.parseLong(due), row)));
    }

    void add(Wake wake) {
        queue.add(wake);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The next look to take, or null. */
    @Nullable
    Wake poll() {
        var it = queue.iterator();
        if (!it.hasNext()) {
            return null;
        }
        Wake next = it.next();
        it.remove();
        rows.remove(next.row(WAKE));
        return next;
    }

    /** Keeps what is left in rows. */
    void persist() {
        for (Wake wake : queue) {
            String row = wake.row(WAKE);
            if (rows.get(row) == null) {
                long sequence = rows.number("sequence", 0) + 1;
                rows.put("sequence", sequence);
                rows.put(row, sequence);
            }
        }
    }

    /** Sets the one timer of a look; an earlier or later one is replaced. */
    void setTimer(Wake wake, long dueMillis) {
        String row = wake.row(TIMER);
        clear(row);
        rows.put(row, dueMillis);
        timers.add(new Due(dueMillis, row));
    }

    /** A look that is taken now needs no timer: it sets a new one if it wants one. */
    void clearTimer(Wake wake) {
        clear(wake.row(TIMER));
    }

    private void clear(String row) {
        String due = rows.get(row);
        if (due != null) {
            timers.remove(new Due(Long.parseLong(due), row));
            rows.remove(row);
        }
    }

    /** Moves timers that are due into the queue, at most limit of them. */
    void wakeDue(long nowMillis, int limit) {
        for (int i = 0; i < limit && !timers.isEmpty() && timers.first().millis() <= nowMillis; i++) {
            Due due = timers.first();
            clear(due.row());
            queue.add(Wake.ofRow(due.row()));
        }
    }

    /** When the earliest timer is due, epoch milliseconds, or Long.MAX_VALUE. */
    long earliest() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.first().millis();
    }
}
