package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.PatchType;
import io.shiplog.schemas.record.Precondition;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.standalone.sim.invariant.Violation;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The users of the cluster as the log sees them: commands out, answers in. Every command is answered
 * exactly once, and one
 * with a precondition takes effect only on what its client saw.
 */
final class Client {

    private static final int REPLY_PARTITION = 0;

    private final World world;
    private final SimProducer producer;
    private final SimPartition replies;
    private final Map<String, Long> open = new LinkedHashMap<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private long repliesAt;
    private long requests;
    private long answeredMillis;

    Client(World world, Random random) {
        this.world = world;
        this.producer = new SimProducer(world, random);
        this.replies = world.log().partition(Topics.REPLIES, REPLY_PARTITION);
        replies.onReadable(this::read);
    }

    private void read() {
        SimPartition.Batch batch = replies.read(repliesAt, Integer.MAX_VALUE);
        repliesAt = batch.next();
        for (SimRecord record : batch.records()) {
            if (record.value() instanceof Reply reply && reply.getRequestId().startsWith("client/")) {
                answered(reply);
            }
        }
    }

    private void answered(Reply reply) {
        Long seen = open.remove(reply.getRequestId());
        answeredMillis = world.clock().now();
        if (seen == null) {
            throw new Violation("EveryCommandIsAnsweredOnce", reply.getRequestId() + " was answered twice");
        }
        answers.merge(reply.getCode(), 1, Integer::sum);
        boolean done = reply.getCode() < 300 && !reply.getUnchanged();
        if (done && seen >= 0 && reply.getVersion() != seen + 1) {
            throw new Violation(
                    "WritesAreLinearizable",
                    reply.getRequestId() + " was to change version " + seen + " and made version "
                            + reply.getVersion());
        }
    }

    /** Commands without an answer yet. */
    Map<String, Long> open() {
        return open;
    }

    /** When the last answer was read; what it tells of may become readable a little later than the answer. */
    long answeredMillis() {
        return answeredMillis;
    }

    /** How many answers with which code. */
    Map<Integer, Integer> answers() {
        return answers;
    }

    private CommandMeta meta(@Nullable KubeObject seen) {
        String id = "client/" + requests++;
        open.put(id, seen == null ? -1L : seen.version());
        return CommandMeta.newBuilder()
                .setActor("user")
                .setRequestId(id)
                .setReplyPartition(REPLY_PARTITION)
                .setFieldValidation("Strict")
                .build();
    }

    private void send(Kind kind, String namespace, String name, SpecificRecord command) {
        String key = kind.routingKey(namespace, name);
        producer.send(Topics.COMMANDS, Partitioning.of(key, world.partitions()), key, command, () -> {});
    }

    void create(Kind kind, String namespace, ObjectNode object) {
        String name = Json.textAt(object, "metadata", "name");
        send(
                kind,
                namespace,
                name,
                new CreateObject(
                        meta(null),
                        kind.group(),
                        kind.served().get(0).version(),
                        kind.kind(),
                        namespace,
                        name,
                        ByteBuffer.wrap(Json.bytes(object))));
    }

    /** Strategic merge patch; with seen only if the object is still that version. */
    void patch(Kind kind, String namespace, String name, ObjectNode patch, @Nullable KubeObject seen) {
        send(
                kind,
                namespace,
                name,
                new PatchObject(
                        meta(seen),
                        kind.group(),
                        kind.served().get(0).version(),
                        kind.kind(),
                        namespace,
                        name,
                        "",
                        PatchType.STRATEGIC_MERGE,
                        ByteBuffer.wrap(Json.bytes(patch)),
                        seen == null ? null : new Precondition(seen.uid(), seen.version())));
    }

    void delete(Kind kind, String namespace, String name, String propagation, long graceSeconds) {
        delete(kind, namespace, name, propagation, graceSeconds, false);
    }

    /** Asks a pod to go; its disruption budget may refuse. */
    void evict(String namespace, String pod) {
        delete(Kinds.POD, namespace, pod, "", -1, true);
    }

    private void delete(
            Kind kind, String namespace, String name, String propagation, long graceSeconds, boolean eviction) {
        send(
                kind,
                namespace,
                name,
                new DeleteObject(
                        meta(null),
                        kind.group(),
                        kind.served().get(0).version(),
                        kind.kind(),
                        namespace,
                        name,
                        null,
                        propagation,
                        graceSeconds,
                        eviction));
    }
}
