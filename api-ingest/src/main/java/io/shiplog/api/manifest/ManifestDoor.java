package io.shiplog.api.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Threads;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.Rejection;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for manifests that arrive as records instead of over HTTP. Each document becomes an ApplyObject command; the
 * documents of a record wait for each other, or, with the header {@code shiplog-atomic: true}, take effect together or
 * not at all. A record is committed when all its documents are answered, so it may be
 * applied
 * again after a crash, which changes nothing. What is refused goes to {@code rejections}, and the rest goes on.
 */
public final class ManifestDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestDoor.class);
    private static final String GROUP = "shiplog-manifests";
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 500;
    private static final long RETRY_MILLIS = 1_000;
    /**
     * A document that the cluster does not answer is asked again this often, half a minute each, before it is given
     * up.
     */
    private static final int TRIES_MAX = 20;

    private static final String RECORDS_AT_ONCE = "50";
    private static final int TOO_MANY_REQUESTS = 429;

    private final ClusterContext context;
    private final Backend backend;
    private final String user;
    private final String run = UUID.randomUUID().toString();
    private final Thread thread;
    private final Counter applied;
    private final Counter refused;
    private volatile boolean closed;

    public ManifestDoor(ClusterContext context, Backend backend, String user) {
        this.context = context;
        this.backend = backend;
        this.user = user;
        this.thread = new Thread(this::run, "api-ingest-manifests");
        thread.setDaemon(true);
        this.applied = counter("applied");
        this.refused = counter("refused");
    }

    private Counter counter(String outcome) {
        return Counter.builder("shiplog.manifests.documents")
                .description("documents of the manifests topic")
                .tag("outcome", outcome)
                .register(context.metrics());
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Properties settings = KafkaSettings.consumer(context.bootstrapServers(), "api-ingest-manifests", GROUP);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_AT_ONCE);
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings);
                    KafkaProducer<byte[], byte[]> rejections = new KafkaProducer<>(
                            KafkaSettings.producer(context.bootstrapServers(), "api-ingest-rejections"))) {
                consumer.subscribe(List.of(Topics.MANIFESTS.name()));
                while (!closed) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        take(consumer, rejections, record);
                    }
                }
            } catch (InterruptException e) {
                // Closing; the loop's condition says so.
            } catch (KafkaException e) {
                LOG.warn("reading manifests failed, trying again: {}", e.toString());
                sleep();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void take(
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> rejections,
            ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        if (record.value() != null) {
            List<String> documents = ManifestText.split(new String(record.value(), StandardCharsets.UTF_8));
            if (AtomicRecord.wanted(record.headers())) {
                takeAtomic(consumer, new Place(rejections, record, 0), documents);
            } else {
                for (int i = 0; i < documents.size(); i++) {
                    take(consumer, new Place(rejections, record, i), documents.get(i));
                }
            }
        }
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(record.offset() + 1)));
    }

    /** Where a document stands, and where its refusal goes. */
    private record Place(
            KafkaProducer<byte[], byte[]> rejections, ConsumerRecord<byte[], byte[]> record, int document) {
        String coordinates() {
            return record.topic() + "-" + record.partition() + "@" + record.offset();
        }

        Place at(int other) {
            return new Place(rejections, record, other);
        }
    }

    private void take(KafkaConsumer<byte[], byte[]> consumer, Place place, String document)
            throws InterruptedException {
        List<ObjectNode> objects;
        try {
            objects = ManifestText.objects(document);
        } catch (StatusException malformed) {
            reject(place, ManifestText.shown(document), malformed);
            return;
        }
        for (ObjectNode object : objects) {
            try {
                apply(consumer, ManifestChange.of(object, ask(place)));
                applied.increment();
            } catch (StatusException refusal) {
                reject(place, ManifestText.shown(object), refusal);
            }
        }
    }

    private Ask ask(Place place) {
        return new Ask(user, false, "manifests", "Strict", place.coordinates());
    }

    /** All documents of a record, or none. */
    private void takeAtomic(KafkaConsumer<byte[], byte[]> consumer, Place place, List<String> documents)
            throws InterruptedException {
        AtomicRecord atomic = new AtomicRecord(documents, ask(place), context.namespacePartitions());
        Map<Integer, StatusException> refusals = atomic.malformed();
        if (refusals.isEmpty() && atomic.size() > 0) {
            refusals = applyAtomic(consumer, place, atomic);
        }
        if (refusals.isEmpty()) {
            applied.increment(atomic.size());
        }
        refusals.forEach((document, refusal) -> reject(place.at(document), atomic.shown(document), refusal));
    }

    /**
     * Asks until there is an answer; why each document is refused, or nothing. Each attempt is a group of its own, also
     * after a crash, so that it never meets members of an earlier one.
     */
    private Map<Integer, StatusException> applyAtomic(
            KafkaConsumer<byte[], byte[]> consumer, Place place, AtomicRecord atomic) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            String group = place.coordinates() + "/" + run + "/" + attempt;
            List<StatusException> refusals = submitAll(consumer, atomic.changes(group));
            if (refusals.size() < atomic.size()) {
                return Map.of(); // one was taken, so all were, even if the view has not shown each of them in time
            }
            boolean unanswered = refusals.stream().allMatch(ManifestDoor::worthAnotherTry);
            if (!unanswered || attempt == TRIES_MAX || closed) {
                return atomic.refused(refusals);
            }
            LOG.warn(
                    "atomic manifest {} is not answered, asking again: {}",
                    place.coordinates(),
                    refusals.get(0).getMessage());
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
    }

    private static boolean worthAnotherTry(StatusException refusal) {
        return refusal.code() >= 500 || refusal.code() == TOO_MANY_REQUESTS;
    }

    /** Submits all, then waits for all; the refusals. */
    private List<StatusException> submitAll(KafkaConsumer<byte[], byte[]> consumer, List<Change> changes)
            throws InterruptedException {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        changes.forEach(change -> answers.add(backend.submit(change)));
        List<StatusException> refusals = new ArrayList<>();
        for (CompletableFuture<?> answer : answers) {
            try {
                await(consumer, answer);
            } catch (StatusException refusal) {
                refusals.add(refusal);
            }
        }
        return refusals;
    }

    /** Asks until there is an answer. Apply is idempotent, so asking again after a timeout does no harm. */
    private void apply(KafkaConsumer<byte[], byte[]> consumer, Change change) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                await(consumer, backend.submit(change));
                return;
            } catch (StatusException refusal) {
                if (refusal.code() < 500 || attempt == TRIES_MAX || closed) {
                    throw refusal;
                }
                LOG.warn(
                        "manifest {} is not answered, asking again: {}",
                        change.ask().source(),
                        refusal.getMessage());
            }
        }
    }

    /** Waits, and keeps the consumer in its group meanwhile. */
    private void await(KafkaConsumer<byte[], byte[]> consumer, CompletableFuture<?> answer)
            throws InterruptedException {
        while (true) {
            try {
                answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (closed) {
                    throw new InterruptedException("closing; the record is taken again");
                }
                consumer.pause(consumer.assignment());
                var unused = consumer.poll(Duration.ZERO);
                consumer.resume(consumer.assignment());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof StatusException refusal) {
                    throw refusal;
                }
                throw StatusException.of(500, "InternalError", "Internal error occurred: " + cause);
            }
        }
    }

    private void reject(Place place, String original, StatusException refusal) {
        refused.increment();
        ConsumerRecord<byte[], byte[]> record = place.record();
        Rejection rejection = new Rejection(
                record.topic(),
                record.partition(),
                record.offset(),
                place.document(),
                original,
                ByteBuffer.wrap(Json.bytes(refusal.status())));
        byte[] value = context.codec().encode(Topics.REJECTIONS, rejection);
        byte[] key = place.coordinates().getBytes(StandardCharsets.UTF_8);
        var unused = place.rejections().send(new ProducerRecord<>(Topics.REJECTIONS.name(), 0, key, value));
        place.rejections().flush();
        LOG.info("manifest {} document {} refused: {}", place.coordinates(), place.document(), refusal.getMessage());
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        // Not interrupted: it looks twice a second, and a group left in order is taken over at once.
        closed = true;
        Threads.join(thread);
    }
}
