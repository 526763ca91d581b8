package io.shiplog.standalone.sim;

import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Keeps the digest of everything that was ever appended, and the last records for the report of a failure. */
final class LogWatcher {

    private static final int LAST_MAX = 50;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    /** Left out of the table, not out of the digest: too many, and they say little. */
    private static final Set<Topic> QUIET = Set.of(Topics.NODE_HEARTBEATS, Topics.INPUT_ORDER, Topics.EVENTS);

    /** Prints every record whose line contains this text; null prints nothing. For the hunt after a failure. */
    private static @Nullable String trace;

    private final Deque<SimRecord> last = new ArrayDeque<>();
    private long digest;

    LogWatcher(SimLog log) {
        log.onAppend(this::appended);
    }

    static void trace(@Nullable String text) {
        trace = text;
    }

    /** Prints what happens outside of the log. */
    static void note(long nowMillis, Object what) {
        if (trace != null) {
            System.out.println("---- " + nowMillis + " ms since the start: " + what);
        }
    }

    private void appended(SimRecord record) {
        CRC32C crc = new CRC32C();
        crc.update(RecordText.utf8(record.coordinates()
                + record.key()
                + record.timestampMillis()
                + record.marker()
                + RecordText.whole(record.value())));
        digest = Long.rotateLeft((digest ^ crc.getValue()) * MIX, 23);
        String wanted = trace;
        if (wanted != null && RecordText.line(record).contains(wanted)) {
            System.out.println(RecordText.line(record));
        }
        if (!QUIET.contains(record.topic())) {
            last.add(record);
            if (last.size() > LAST_MAX) {
                last.remove();
            }
        }
    }

    /** Equal runs have equal digests. */
    String digest() {
        return String.format("%016x", digest);
    }

    /** The last records, one line each. */
    List<String> table() {
        List<String> out = new ArrayList<>();
        last.forEach(record -> out.add(RecordText.line(record)));
        return out;
    }
}
