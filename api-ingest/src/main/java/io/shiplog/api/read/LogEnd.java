package io.shiplog.api.read;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks the log how far it is. Readers that come while a question is under way share the next one, so a thousand waiting
 * reads cost two round trips.
 */
public final class LogEnd implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Thread thread;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final List<TopicPartition> partitions;
    private final Executor completions;
    private List<CompletableFuture<Map<TopicPartition, Long>>> waiting = new ArrayList<>();
    private boolean closed;

    /**
     * Asks nothing yet: see {@link #start}.
     *
     * @param completions where futures are completed, so that no reader's work delays the next question
     */
    public LogEnd(String bootstrapServers, List<Topic> topics, Executor completions) {
        this(
                () -> new KafkaConsumer<>(KafkaSettings.consumer(bootstrapServers, "api-ingest-end-offsets", "")),
                topics,
                completions);
    }

    LogEnd(Supplier<Consumer<byte[], byte[]>> consumers, List<Topic> topics, Executor completions) {
        this.consumers = consumers;
        this.partitions =
                topics.stream().map(t -> new TopicPartition(t.name(), 0)).toList();
        this.completions = completions;
        this.thread = new Thread(this::run, "api-ingest-end-offsets");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The last stable offset of a topic (one past its last committed record), learnt after this call. */
    public synchronized CompletableFuture<Long> of(Topic topic) {
        CompletableFuture<Map<TopicPartition, Long>> asked = new CompletableFuture<>();
        if (closed) {
            asked.completeExceptionally(unavailable());
        } else {
            waiting.add(asked);
            notifyAll();
        }
        return asked.thenApply(ends -> ends.getOrDefault(new TopicPartition(topic.name(), 0), 0L));
    }

    private void run() {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<CompletableFuture<Map<TopicPartition, Long>>> asked = next();
            while (!asked.isEmpty()) {
                answer(consumer, asked);
                asked = next();
            }
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Consumer<byte[], byte[]> consumer, List<CompletableFuture<Map<TopicPartition, Long>>> asked) {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
            asked.forEach(one -> completions.execute(() -> one.complete(ends)));
        } catch (InterruptException e) {
            asked.forEach(one -> one.completeExceptionally(unavailable()));
            throw e;
        } catch (KafkaException e) {
            asked.forEach(one -> one.completeExceptionally(unavailable()));
        }
    }

    /** All that wait; empty when closed. */
    private synchronized List<CompletableFuture<Map<TopicPartition, Long>>> next() {
        try {
            while (waiting.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        List<CompletableFuture<Map<TopicPartition, Long>>> out = waiting;
        waiting = new ArrayList<>();
        if (closed) {
            out.forEach(one -> one.completeExceptionally(unavailable()));
            return List.of();
        }
        return out;
    }

    private static StatusException unavailable() {
        return StatusException.of(504, "Timeout", "Timeout: the log did not say in time how far it is");
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        Threads.join(thread);
    }
}
