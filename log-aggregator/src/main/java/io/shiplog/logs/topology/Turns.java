package io.shiplog.logs.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that were read and wait to be written. Containers take turns, each with a bounded slice of what it has, in
 * its own order: a line of one that writes little waits for a slice of each other at most, not for all that one writes.
 */
final class Turns {

    /** A container's turn ends with the record that reaches this: about one full batch of a node. */
    static final int SLICE_BYTES = 128 * 1024;

    private final Map<String, ArrayDeque<ConsumerRecord<byte[], byte[]>>> waiting = new LinkedHashMap<>();
    private final Map<Integer, Long> bytes = new HashMap<>();
    private int records;

    /** A record, behind all others of its container, which its key names. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        String container = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        waiting.computeIfAbsent(container, any -> new ArrayDeque<>(1)).addLast(record);
        bytes.merge(record.partition(), (long) length(record), Long::sum);
        records++;
    }

    /** The slice of the container whose turn it is, oldest first; it is the last one again. Empty when none waits. */
    List<ConsumerRecord<byte[], byte[]>> next() {
        List<ConsumerRecord<byte[], byte[]>> slice = new ArrayList<>();
        if (waiting.isEmpty()) {
            return slice;
        }
        String container = waiting.keySet().iterator().next();
        ArrayDeque<ConsumerRecord<byte[], byte[]>> of = waiting.remove(container);
        int taken = 0;
        while (of != null && !of.isEmpty() && taken < SLICE_BYTES) {
            ConsumerRecord<byte[], byte[]> record = of.removeFirst();
            taken += length(record);
            bytes.merge(record.partition(), -(long) length(record), Long::sum);
            records--;
            slice.add(record);
        }
        if (of != null && !of.isEmpty()) {
            waiting.put(container, of);
        }
        return slice;
    }

    private static int length(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? 0 : record.value().length;
    }

    boolean isEmpty() {
        return records == 0;
    }

    /** Records that wait. */
    int size() {
        return records;
    }

    /** Bytes that wait of one partition. */
    long bytes(int partition) {
        return bytes.getOrDefault(partition, 0L);
    }

    /** Everything of a partition below this offset has had its turn, when everything below {@code read} was added. */
    long done(int partition, long read) {
        long out = read;
        for (ArrayDeque<ConsumerRecord<byte[], byte[]>> of : waiting.values()) {
            ConsumerRecord<byte[], byte[]> oldest = of.getFirst();
            if (oldest.partition() == partition) {
                out = Math.min(out, oldest.offset());
            }
        }
        return out;
    }
}
