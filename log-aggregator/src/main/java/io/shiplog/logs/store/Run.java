package io.shiplog.logs.store;

import io.shiplog.logs.line.RunFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run as the store knows it. Changed by the store under its lock only. */
final class Run {

    final RunFacts facts;
    /** By number of the first line. */
    final TreeMap<Long, Segment> segments = new TreeMap<>();

    long nextLine;
    long firstMillis = Long.MAX_VALUE;
    long lastMillis;
    boolean ended;

    Run(RunFacts facts) {
        this.facts = facts;
    }

    void add(Segment segment) {
        segments.put(segment.firstLine, segment);
        firstMillis = Math.min(firstMillis, segment.firstMillis);
        took(segment);
    }

    /** Takes over what a segment has come to know. */
    void took(Segment segment) {
        nextLine = Math.max(nextLine, segment.nextLine());
        lastMillis = Math.max(lastMillis, segment.lastMillis);
        ended |= segment.ended;
    }

    @Nullable
    Segment newest() {
        Map.Entry<Long, Segment> last = segments.lastEntry();
        return last == null ? null : last.getValue();
    }

    RunView view() {
        List<RunView.Place> places = new ArrayList<>();
        for (Segment segment : segments.values()) {
            segment.chunks.forEach(chunk -> places.add(new RunView.Place(segment.firstLine, chunk)));
        }
        return new RunView(facts, places, nextLine, firstMillis, lastMillis, ended);
    }
}
