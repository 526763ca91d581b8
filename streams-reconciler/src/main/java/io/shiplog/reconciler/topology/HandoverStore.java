package io.shiplog.reconciler.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store whose content is handed over to the processor once, when Streams has restored it from the changelog, and is
 * then forgotten: the processor's own state is the content from there on, and a write only passes through to the
 * changelog. So an object lies on the heap once instead of twice. When Streams throws a task's state away (an abort),
 * it opens the store anew and restores it, and there is something to hand over again; when it merely resumes a task,
 * there is not, and the processor's state still stands.
 *
 * <p>Nothing reads it: {@link #get} and the iterators answer with what waits to be handed over.
 */
final class HandoverStore implements KeyValueStore<Bytes, byte[]> {

    private final String name;
    private final HandoverStores all;
    private @Nullable HashMap<Bytes, byte[]> waiting;
    private boolean open;

    HandoverStore(String name, HandoverStores all) {
        this.name = name;
        this.all = all;
    }

    /**
     * Hands everything that was restored over, in the order of the keys' bytes, and forgets it as it goes. What lies
     * beside each other there goes beside each other in the receiver's sorted maps, instead of to places that the
     * processor has to fetch from memory one by one, and is packed as its neighbour was.
     *
     * @return false when nothing was restored since the last time: the receiver has it already
     */
    boolean handOver(BiConsumer<byte[], byte[]> receiver) {
        if (waiting == null) {
            return false;
        }
        Deque<Map.Entry<Bytes, byte[]>> inOrder = inOrder(waiting);
        waiting = null;
        while (!inOrder.isEmpty()) {
            Map.Entry<Bytes, byte[]> next = inOrder.remove();
            receiver.accept(next.getKey().get(), next.getValue());
        }
        return true;
    }

    private static Deque<Map.Entry<Bytes, byte[]>> inOrder(HashMap<Bytes, byte[]> restored) {
        List<Map.Entry<Bytes, byte[]>> entries = new ArrayList<>(restored.entrySet());
        entries.sort((one, other) ->
                Arrays.compare(one.getKey().get(), other.getKey().get()));
        return new ArrayDeque<>(entries);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        waiting = new HashMap<>();
        open = true;
        all.opened(context.taskId(), this);
        context.register(root, (key, value) -> put(Bytes.wrap(key), value));
    }

    @Override
    public void close() {
        open = false;
        waiting = null;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public Position getPosition() {
        return Position.emptyPosition();
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        HashMap<Bytes, byte[]> restored = waiting;
        if (restored != null && value == null) {
            restored.remove(key);
        } else if (restored != null) {
            restored.put(key, value);
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        throw new UnsupportedOperationException("the content was handed over");
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        put(key, null);
        return null;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return waiting == null ? null : waiting.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        throw new UnsupportedOperationException("the content was handed over");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        throw new UnsupportedOperationException("the content was handed over");
    }

    @Override
    public long approximateNumEntries() {
        return waiting == null ? 0 : waiting.size();
    }
}
