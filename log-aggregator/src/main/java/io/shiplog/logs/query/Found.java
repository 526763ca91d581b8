package io.shiplog.logs.query;

import io.shiplog.logs.line.Line;
import io.shiplog.logs.line.LineText;
import io.shiplog.logs.line.RunFacts;
import io.shiplog.schemas.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * A line that was looked for.
 *
 * @param number within its run
 */
record Found(RunFacts facts, long number, Line line) {

    /** By time; lines of one run in their own order, which is theirs whatever a clock says. */
    static final Comparator<Found> BY_TIME = Comparator.comparingLong((Found f) -> f.line.timeNanos())
            .thenComparing(f -> f.facts.namespace())
            .thenComparing(f -> f.facts.pod())
            .thenComparing(f -> f.facts.key().uid())
            .thenComparing(f -> f.facts.key().container())
            .thenComparingInt(f -> f.facts.key().attempt())
            .thenComparingLong(Found::number);

    /** A JSON document and an end of line. Bytes that are no UTF-8 are replaced. */
    byte[] json() {
        String text = Json.text(Json.object()
                .put("time", LineText.time(line.timeNanos()))
                .put("namespace", facts.namespace())
                .put("pod", facts.pod())
                .put("uid", facts.key().uid())
                .put("container", facts.key().container())
                .put("attempt", facts.key().attempt())
                .put("node", facts.node())
                .put("stream", line.stderr() ? "stderr" : "stdout")
                .put("text", new String(line.text(), StandardCharsets.UTF_8)));
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
