package io.shiplog.logs.store;

import io.shiplog.logs.line.Chunk;
import io.shiplog.logs.line.RunFacts;
import java.util.List;

/**
 * A run at one moment.
 *
 * @param places of its lines, oldest first
 * @param nextLine number of the line that comes next
 * @param firstMillis when the first line that was ever kept came, by the broker's clock
 * @param lastMillis when the last one came
 * @param ended it is over and all of its lines have come
 */
public record RunView(
        RunFacts facts, List<Place> places, long nextLine, long firstMillis, long lastMillis, boolean ended) {

    /**
     * Some neighbouring blocks.
     *
     * @param segment the file, named by the number of its first line
     */
    public record Place(long segment, Chunk chunk) {}

    /** The chunks alone. */
    public List<Chunk> chunks() {
        return places.stream().map(Place::chunk).toList();
    }

    /** Earliest time of a line, Long.MAX_VALUE when there is none. */
    public long minNanos() {
        return places.stream().mapToLong(p -> p.chunk.minNanos()).min().orElse(Long.MAX_VALUE);
    }

    /** Latest time of a line, Long.MIN_VALUE when there is none. */
    public long maxNanos() {
        return places.stream().mapToLong(p -> p.chunk.maxNanos()).max().orElse(Long.MIN_VALUE);
    }
}
