package io.shiplog.api.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Target;
import io.shiplog.api.read.Threads;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.Rejection;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
 * documents of a record wait for each other. A record is committed when all its documents are answered, so it may be
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

    private final ClusterContext context;
    private final Backend backend;
    private final String user;
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
            for (int i = 0; i < documents.size(); i++) {
                take(consumer, new Place(rejections, record, i), documents.get(i));
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
                apply(consumer, change(object, place.coordinates()));
                applied.increment();
            } catch (StatusException refusal) {
                reject(place, ManifestText.shown(object), refusal);
            }
        }
    }

    private Change change(ObjectNode object, String source) {
        String apiVersion = Json.textAt(object, "apiVersion");
        String kindName = Json.textAt(object, "kind");
        Kind kind = Kinds.byApiVersion(apiVersion, kindName);
        if (kind == null) {
            throw StatusException.of(
                    404, "NotFound", "no matches for kind \"" + kindName + "\" in version \"" + apiVersion + "\"");
        }
        String name = Json.textAt(object, "metadata", "name");
        if (name.isEmpty()) {
            throw StatusException.badRequest("the manifest of this " + kindName + " has no metadata.name");
        }
        String namespace = Json.textAt(object, "metadata", "namespace");
        if (kind.namespaced() && namespace.isEmpty()) {
            namespace = "default";
        }
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        GroupVersion spoken = new GroupVersion(KubeObject.groupOf(apiVersion), version);
        Target target = new Target(kind, spoken, kind.namespaced() ? namespace : "", name);
        return new Change.Apply(target, new Ask(user, false, "manifests", "Strict", source), Json.bytes(object));
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
