package io.shiplog.logs.line;

import java.util.List;

/**
 * Lines of one run that were written together, in order.
 *
 * @param firstLine number of the first one within the run
 * @param dropped lines before the first that the node lost, since they came faster than they could be kept
 * @param absent lines before those that never came here: they left the topic before they were read
 * @param ended nothing comes after it
 * @param origin where in the topic the newest of them came from
 */
public record Block(long firstLine, long dropped, long absent, boolean ended, Origin origin, List<Line> lines) {

    /**
     * Place in the topic.
     *
     * @param appendedMillis the broker's time
     */
    public record Origin(int partition, long offset, long appendedMillis) {}

    /** Number of the line that comes next. */
    public long nextLine() {
        return firstLine + lines.size();
    }

    /** Lines that end here, pieces of longer ones left out. */
    public int wholeLines() {
        int whole = 0;
        for (Line line : lines) {
            whole += line.partial() ? 0 : 1;
        }
        return whole;
    }

    /** Earliest time of a line, Long.MAX_VALUE when there is none. */
    public long minNanos() {
        long min = Long.MAX_VALUE;
        for (Line line : lines) {
            min = Math.min(min, line.timeNanos());
        }
        return min;
    }

    /** Latest time of a line, Long.MIN_VALUE when there is none. */
    public long maxNanos() {
        long max = Long.MIN_VALUE;
        for (Line line : lines) {
            max = Math.max(max, line.timeNanos());
        }
        return max;
    }
}
