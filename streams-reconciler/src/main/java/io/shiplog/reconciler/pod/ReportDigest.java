package io.shiplog.reconciler.pod;

import io.shiplog.schemas.record.PodStatusReport;
import java.util.Collection;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of its pod, as a number: an executor that has registered anew reports all its pods once more, and
 * nearly all of them are as they were. FNV-1a of 64 bits over the fields (Fowler, Noll and Vo), the same in every JVM.
 * Pure.
 */
public final class ReportDigest {

    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    /** To be counted up whenever {@link PodStatusMerge} words a report otherwise: pods then get the new words. */
    private static final long WORDING = 1;
    /** Who reports, when, and what happened beside it: no part of the pod's state. */
    private static final Set<String> NOT_STATE = Set.of("epoch", "sequence", "events");

    private ReportDigest() {}

    /** Equal for reports that say the same; never 0. */
    public static long of(PodStatusReport report) {
        long digest = fields(number(BASIS, WORDING), report);
        return digest == 0 ? BASIS : digest;
    }

    private static long fields(long digest, SpecificRecord record) {
        long out = digest;
        for (Schema.Field field : record.getSchema().getFields()) {
            if (!NOT_STATE.contains(field.name())) {
                out = value(out, record.get(field.pos()));
            }
        }
        return out;
    }

    private static long value(long digest, @Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text(digest, text);
        }
        if (value instanceof Number number) {
            return number(digest, number.longValue());
        }
        if (value instanceof SpecificRecord record) {
            return fields(number(digest, 1), record);
        }
        if (value instanceof Collection<?> many) {
            long out = number(digest, many.size());
            for (Object one : many) {
                out = value(out, one);
            }
            return out;
        }
        return text(digest, String.valueOf(value)); // enums, booleans, and nothing
    }

    private static long text(long digest, CharSequence text) {
        long out = number(digest, text.length());
        for (int i = 0; i < text.length(); i++) {
            out = step(out, text.charAt(i));
        }
        return out;
    }

    private static long number(long digest, long value) {
        long out = digest;
        for (int shift = 0; shift < Long.SIZE; shift += Short.SIZE) {
            out = step(out, value >>> shift & 0xffff);
        }
        return out;
    }

    private static long step(long digest, long value) {
        return (digest ^ value) * PRIME;
    }
}
