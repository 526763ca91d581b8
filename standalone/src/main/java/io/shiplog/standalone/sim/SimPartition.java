package io.shiplog.standalone.sim;

import io.shiplog.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One partition: records and markers, the open transactions on it, and who wants to know when more can be read. */
final class SimPartition {

    /** What a read gives: records, and where the next read goes on. */
    record Batch(List<SimRecord> records, long next) {}

    private final Topic topic;
    private final int number;
    private final List<SimRecord> records = new ArrayList<>();
    private final TreeMap<Long, SimTransaction> open = new TreeMap<>();
    private final Map<SimTransaction, Long> firstOffsets = new HashMap<>();
    private final List<Runnable> readers = new ArrayList<>();
    private long announced;

    SimPartition(Topic topic, int number) {
        this.topic = topic;
        this.number = number;
    }

    Topic topic() {
        return topic;
    }

    int number() {
        return number;
    }

    long end() {
        return records.size();
    }

    SimRecord at(long offset) {
        return records.get((int) offset);
    }

    void add(SimRecord record) {
        records.add(record);
        SimTransaction transaction = record.transaction();
        if (transaction != null && !record.marker() && transaction.partitions().add(this)) {
            open.put(record.offset(), transaction);
            firstOffsets.put(transaction, record.offset());
        }
    }

    void ended(SimTransaction transaction) {
        Long first = firstOffsets.remove(transaction);
        if (first != null) {
            open.remove(first);
        }
    }

    /** Everything below is decided: committed, aborted, or never part of a transaction. */
    long lastStable() {
        return open.isEmpty() ? end() : open.firstKey();
    }

    /** Reads at most so many records that a read_committed consumer sees. */
    Batch read(long from, int max) {
        List<SimRecord> out = new ArrayList<>();
        long offset = from;
        long stable = lastStable();
        while (offset < stable && out.size() < max) {
            SimRecord record = at(offset++);
            if (record.visible()) {
                out.add(record);
            }
        }
        return new Batch(out, offset);
    }

    /** Calls a reader whenever more has become readable. */
    void onReadable(Runnable reader) {
        readers.add(reader);
    }

    void announce() {
        if (lastStable() > announced) {
            announced = lastStable();
            readers.forEach(Runnable::run);
        }
    }
}
