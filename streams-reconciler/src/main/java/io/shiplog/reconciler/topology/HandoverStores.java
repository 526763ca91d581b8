package io.shiplog.reconciler.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/** Makes a {@link HandoverStore} for every task of one topology and finds it again, past the wrappings of Streams. */
final class HandoverStores implements KeyValueBytesStoreSupplier {

    private final String name;
    private final Map<TaskId, HandoverStore> byTask = new ConcurrentHashMap<>();

    HandoverStores(String name) {
        this.name = name;
    }

    /** The store of a task. Throws IllegalStateException when it was never opened. */
    HandoverStore of(TaskId task) {
        HandoverStore store = byTask.get(task);
        if (store == null) {
            throw new IllegalStateException("no store " + name + " was opened for task " + task);
        }
        return store;
    }

    void opened(TaskId task, HandoverStore store) {
        byTask.put(task, store);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new HandoverStore(name, this);
    }

    @Override
    public String metricsScope() {
        return "handover";
    }
}
