package io.shiplog.logs.rollup;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The records of the last minutes as they came, in a store with a changelog: whatever a processor has on its heap is
 * made of them again after a restart, by the same code that took them in. One small write a record, where a store of
 * the windows themselves would be written anew with every sample.
 */
final class RecentRecords {

    private final KeyValueStore<Bytes, byte[]> store;
    private final long keepMillis;

    /**
     * Over a store of {@link #builder}.
     *
     * @param keepMillis how far back the heap needs them
     */
    RecentRecords(KeyValueStore<Bytes, byte[]> store, long keepMillis) {
        this.store = store;
        this.keepMillis = keepMillis;
    }

    /** What takes a record again. */
    interface Taker {
        void take(byte[] value, long timeMillis);
    }

    /** In memory: what is in it fits there by its bound in time, and memory restores fastest. */
    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(RollupTopology.CHANGELOG)
                .withCachingDisabled();
    }

    /** Keeps a record. */
    void add(long offset, long timeMillis, byte[] value) {
        store.put(key(offset), frame(timeMillis, value));
    }

    /** Hands out what is kept, in order. */
    void replay(Taker taker) {
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                ByteBuffer row = ByteBuffer.wrap(all.next().value);
                long time = row.getLong();
                byte[] value = new byte[row.remaining()];
                row.get(value);
                taker.take(value, time);
            }
        }
    }

    /** Deletes what is too old to be needed. */
    void expire(long nowMillis) {
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                if (ByteBuffer.wrap(row.value).getLong() >= nowMillis - keepMillis) {
                    break;
                }
                old.add(row.key);
            }
        }
        old.forEach(store::delete);
    }

    private static Bytes key(long offset) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    private static byte[] frame(long timeMillis, byte[] value) {
        return ByteBuffer.allocate(Long.BYTES + value.length)
                .putLong(timeMillis)
                .put(value)
                .array();
    }
}
