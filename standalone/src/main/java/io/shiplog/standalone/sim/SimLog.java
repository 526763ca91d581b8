package io.shiplog.standalone.sim;

import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Kafka as far as a reader with read_committed can tell: partitions with offsets and append times,
 * transactions that are
 * open, committed or aborted beside each other, markers that take offsets, a last stable offset that an
 * open transaction
 * holds back. Nothing is ever compacted.
 */
final class SimLog {

    private final SimClock clock;
    private final Map<String, List<SimPartition>> topics = new LinkedHashMap<>();
    private final List<Consumer<SimRecord>> observers = new ArrayList<>();
    private boolean up = true;
    private long appended;

    /** A log with every topic, for p namespace partitions. */
    SimLog(SimClock clock, int p) {
        this.clock = clock;
        for (Topic topic : Topics.all()) {
            List<SimPartition> partitions = new ArrayList<>();
            for (int i = 0; i < topic.partitionCount(p); i++) {
                partitions.add(new SimPartition(topic, i));
            }
            topics.put(topic.name(), partitions);
        }
    }

    SimPartition partition(Topic topic, int number) {
        return partition(topic.name(), number);
    }

    SimPartition partition(String topic, int number) {
        List<SimPartition> partitions = topics.get(topic);
        if (partitions == null) {
            throw new IllegalArgumentException("no such topic: " + topic);
        }
        return partitions.get(number);
    }

    List<SimPartition> partitions(Topic topic) {
        List<SimPartition> partitions = topics.get(topic.name());
        return partitions == null ? List.of() : partitions;
    }

    /** Hears of every append, markers included. */
    void onAppend(Consumer<SimRecord> observer) {
        observers.add(observer);
    }

    /** True while brokers answer. */
    boolean up() {
        return up;
    }

    void up(boolean now) {
        up = now;
    }

    /** Records appended so far, markers aside. */
    long appended() {
        return appended;
    }

    void append(Topic topic, int number, String key, @Nullable SpecificRecord value, @Nullable SimTransaction tx) {
        SimPartition partition = partition(topic, number);
        add(partition, key, value, tx, false);
        appended++;
        partition.announce();
    }

    void commit(SimTransaction transaction) {
        end(transaction, SimTransaction.State.COMMITTED);
    }

    void abort(SimTransaction transaction) {
        end(transaction, SimTransaction.State.ABORTED);
    }

    private void end(SimTransaction transaction, SimTransaction.State state) {
        transaction.end(state);
        for (SimPartition partition : transaction.partitions()) {
            partition.ended(transaction);
            add(partition, "", null, transaction, true);
        }
        transaction.partitions().forEach(SimPartition::announce);
    }

    private void add(
            SimPartition partition,
            String key,
            @Nullable SpecificRecord value,
            @Nullable SimTransaction transaction,
            boolean marker) {
        SimRecord record = new SimRecord(
                partition.topic(),
                partition.number(),
                partition.end(),
                clock.wall(SimClock.Machine.BROKER),
                key,
                value,
                transaction,
                marker);
        partition.add(record);
        observers.forEach(observer -> observer.accept(record));
    }
}
