package io.shiplog.api.gateway;

import io.micrometer.core.instrument.Timer;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Outcome;
import io.shiplog.api.read.ResourceView;
import io.shiplog.api.read.Stored;
import io.shiplog.api.read.Target;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.Precondition;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes as commands and waits for what came of them: the reply, and then the view's holding the result, so
 * that a
 * client that has its answer also reads its write.
 */
public final class CommandGateway implements AutoCloseable {

    /** After this the command is refused behind the log, so a timed-out request is in doubt only until then. */
    static final long DEADLINE_MILLIS = 30_000;
    /** How much longer the refusal itself is waited for. */
    private static final long GRACE_MILLIS = 2_000;
    /** A request does not wait longer than this for a broker to take its command. */
    private static final String SEND_BLOCK_MILLIS = "10000";

    private final ClusterContext context;
    private final Function<Kind, ResourceView> views;
    private final Executor completions;
    private final String instance = UUID.randomUUID().toString();
    private final AtomicLong count = new AtomicLong();
    private final int replyPartition;
    private final Map<String, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Replies replies;
    private final Timer roundTrip;

    /**
     * A gateway.
     *
     * @param views the view that holds a kind
     * @param completions where the futures of {@link #submit} are completed
     */
    public CommandGateway(ClusterContext context, Function<Kind, ResourceView> views, Executor completions) {
        this.context = context;
        this.views = views;
        this.completions = completions;
        this.replyPartition =
                ThreadLocalRandom.current().nextInt(Topics.REPLIES.partitionCount(context.namespacePartitions()));
        Properties settings = KafkaSettings.producer(context.bootstrapServers(), "api-ingest-commands");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_BLOCK_MILLIS);
        this.producer = new KafkaProducer<>(settings);
        this.replies = new Replies(context, replyPartition, this::received);
        this.roundTrip = Timer.builder("shiplog.api.command")
                .description("from sending a command to its reply")
                .publishPercentileHistogram()
                .register(context.metrics());
    }

    public void start() {
        replies.start();
    }

    /** True once answers can be heard. */
    public boolean listening() {
        return replies.listening();
    }

    /**
     * See {@link io.shiplog.api.read.Backend#submit}. May block for a moment while Kafka is away: not for an event
     * loop.
     */
    public CompletableFuture<Outcome> submit(Change change) {
        ResourceView view = views.apply(change.target().kind());
        return Preconditions.of(change, view)
                .thenCompose(precondition -> ask(change, precondition))
                .thenComposeAsync(reply -> outcome(change, reply, view), completions);
    }

    private CompletableFuture<Reply> ask(Change change, @Nullable Precondition precondition) {
        String requestId = instance + "-" + count.incrementAndGet();
        Target target = change.target();
        SpecificRecord command = Commands.of(change, meta(change.ask(), requestId), precondition);
        String key = target.kind().routingKey(target.namespace(), target.name());
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        waiting.put(requestId, answer);
        long sent = System.nanoTime();
        try {
            send(key, context.codec().encode(Topics.COMMANDS, command), answer);
        } catch (KafkaException e) {
            answer.completeExceptionally(notSent(e));
        }
        return answer.orTimeout(DEADLINE_MILLIS + GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((reply, error) -> {
                    waiting.remove(requestId);
                    roundTrip.record(System.nanoTime() - sent, TimeUnit.NANOSECONDS);
                })
                .exceptionally(error -> {
                    throw refused(error);
                });
    }

    private void send(String key, byte[] value, CompletableFuture<Reply> answer) {
        int partition = Partitioning.of(key, context.namespacePartitions());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.COMMANDS.name(), partition, key.getBytes(StandardCharsets.UTF_8), value);
        var unused = producer.send(record, (done, error) -> {
            if (error != null) {
                answer.completeExceptionally(notSent(error));
            }
        });
    }

    private CommandMeta meta(Ask ask, String requestId) {
        return new CommandMeta(
                requestId,
                replyPartition,
                ask.actor(),
                System.currentTimeMillis() + DEADLINE_MILLIS,
                ask.dryRun(),
                ask.fieldManager(),
                ask.fieldValidation(),
                ask.source(),
                ask.group());
    }

    private void received(Reply reply) {
        CompletableFuture<Reply> asker = waiting.get(reply.getRequestId());
        if (asker != null) {
            completions.execute(() -> asker.complete(reply));
        }
    }

    private static CompletableFuture<Outcome> outcome(Change change, Reply reply, ResourceView view) {
        ByteBuffer status = reply.getStatus();
        if (status != null) {
            return CompletableFuture.failedFuture(StatusException.read(bytes(status)));
        }
        List<String> warnings = reply.getWarnings();
        ByteBuffer object = reply.getObject();
        ObjectRef ref = reply.getRef();
        if (object != null || ref == null) {
            Stored shown =
                    object == null ? null : shown(KubeObject.parse(bytes(object), reply.getVersion()), change, view);
            return CompletableFuture.completedFuture(
                    new Outcome(reply.getCode(), shown, reply.getUid(), reply.getRemoved(), warnings));
        }
        ObjectKey key = new ObjectKey(ref.getGroup(), ref.getKind(), ref.getNamespace(), ref.getName());
        return view.whenVersion(change.target().kind(), key, reply.getUid(), reply.getVersion())
                .orTimeout(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .handle((event, late) -> {
                    if (late != null) {
                        throw timedOut();
                    }
                    return new Outcome(reply.getCode(), event.now(), reply.getUid(), reply.getRemoved(), warnings);
                });
    }

    /** What a dry run makes of an object keeps its resourceVersion, as in Kubernetes: kubectl diff shows both. */
    private static Stored shown(KubeObject object, Change change, ResourceView view) {
        Target target = change.target();
        Stored current = view.get(target.kind(), target.namespace(), target.name());
        if (current == null || !current.object().uid().equals(object.uid())) {
            return new Stored(object, -1);
        }
        return new Stored(object, current.offset());
    }

    private static RuntimeException refused(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (cause instanceof TimeoutException) {
            return timedOut();
        }
        return cause instanceof StatusException status ? status : new IllegalStateException(cause);
    }

    private static StatusException notSent(Exception error) {
        if (error instanceof RecordTooLargeException || error.getCause() instanceof RecordTooLargeException) {
            return StatusException.of(413, "RequestEntityTooLarge", "the object is too large: " + error.getMessage());
        }
        return StatusException.of(
                504, "Timeout", "Timeout: the log did not take the command in time: " + error.getMessage());
    }

    static StatusException timedOut() {
        return StatusException.of(504, "Timeout", "Timeout: request did not complete within requested timeout");
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.duplicate().get(out);
        return out;
    }

    @Override
    public void close() {
        replies.close();
        producer.close(Duration.ofSeconds(5));
        waiting.values().forEach(asker -> asker.completeExceptionally(timedOut()));
    }
}
