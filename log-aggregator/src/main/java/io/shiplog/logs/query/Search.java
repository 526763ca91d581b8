package io.shiplog.logs.query;

import io.shiplog.logs.line.Line;
import io.shiplog.logs.line.RunFacts;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.value.LabelSelector;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * What somebody looks for across pods.
 *
 * @param namespace empty for all
 * @param pod a name, or empty for all
 * @param container a name, or empty for all
 * @param sinceNanos lines before are not wanted, Long.MIN_VALUE for all
 * @param untilNanos lines from then on are not wanted, Long.MAX_VALUE for all
 * @param text what a line must contain, empty for anything
 * @param limit lines at most
 * @param first the oldest of them and not the newest
 * @param follow goes on with lines that come
 */
record Search(
        String namespace,
        LabelSelector selector,
        String pod,
        String container,
        long sinceNanos,
        long untilNanos,
        byte[] text,
        int limit,
        boolean first,
        boolean follow) {

    /** Lines where nothing else is said. */
    private static final long LIMIT_DEFAULT = 1_000;
    /** They are held in memory to be put in order. */
    private static final long LIMIT_MAX = 100_000;

    /** Throws StatusException 400 for an unreadable value. */
    static Search of(LogQuery query, Instant now) {
        Long limit = query.number("limit");
        Long since = query.time("since");
        Long until = query.time("until");
        LabelSelector selector;
        try {
            selector = LabelSelector.parse(query.text("selector"));
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest(
                    "unable to parse selector \"" + query.text("selector") + "\": " + e.getMessage());
        }
        if (limit != null && (limit < 1 || limit > LIMIT_MAX)) {
            throw StatusException.badRequest("limit: " + limit + " is not between 1 and " + LIMIT_MAX);
        }
        return new Search(
                query.text("namespace"),
                selector,
                query.text("pod"),
                query.text("container"),
                since == null ? Long.MIN_VALUE : since,
                until == null ? Long.MAX_VALUE : until,
                query.text("text").getBytes(StandardCharsets.UTF_8),
                (int) (limit == null ? LIMIT_DEFAULT : limit),
                query.flag("first"),
                query.flag("follow"));
    }

    /** May lines of this run be wanted? */
    boolean wants(RunFacts facts) {
        return (namespace.isEmpty() || namespace.equals(facts.namespace()))
                && (pod.isEmpty() || pod.equals(facts.pod()))
                && (container.isEmpty() || container.equals(facts.key().container()))
                && selector.matches(facts.labels());
    }

    /** Is this line wanted? */
    boolean wants(Line line) {
        return line.timeNanos() >= sinceNanos && line.timeNanos() < untilNanos && contains(line.text(), text);
    }

    private static boolean contains(byte[] in, byte[] what) {
        for (int i = 0; i + what.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return true;
            }
        }
        return false;
    }
}
