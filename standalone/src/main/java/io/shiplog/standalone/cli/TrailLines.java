package io.shiplog.standalone.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of a trail: when, which record, what it says. Neighbours that say the same become one line with a count. */
final class TrailLines {

    private final List<String> lines = new ArrayList<>();
    private @Nullable LogRecord last;
    private String said = "";
    private int again;

    void add(LogRecord record, String words) {
        LogRecord before = last;
        if (before != null && words.equals(said)) {
            again++;
            last = record;
            lines.set(
                    lines.size() - 1,
                    lines.get(lines.size() - 1).replaceFirst(" \\(again: .*\\)$", "") + " (again: " + again
                            + " times, last " + record.coordinates() + ")");
            return;
        }
        last = record;
        said = words;
        again = 0;
        lines.add(
                String.format("%-24s  %-22s  %s", Instant.ofEpochMilli(record.millis()), record.coordinates(), words));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
