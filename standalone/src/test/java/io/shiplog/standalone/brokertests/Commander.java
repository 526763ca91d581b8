package io.shiplog.standalone.brokertests;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.PatchType;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A client of the log that remembers which of its commands were acknowledged. */
final class Commander implements AutoCloseable {

    private static final int REPLY_PARTITION = 0;
    /** Longer than any stop of a broker in these tests, so that every command is acknowledged in the end. */
    private static final String DELIVERY_MILLIS = "120000";

    private final String prefix = UUID.randomUUID().toString().substring(0, 8) + "-";
    private final RecordCodec codec;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Boolean> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Exception> failed = new ConcurrentLinkedQueue<>();

    Commander(BrokerCluster cluster) {
        this.codec = cluster.codec();
        Properties settings = KafkaSettings.producer(cluster.bootstrapServers(), "commander");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS);
        this.producer = new KafkaProducer<>(settings);
    }

    void namespace(String name) {
        create(Kinds.NAMESPACE, "", name, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    void configMap(String namespace, String name) {
        create(Kinds.CONFIG_MAP, namespace, name, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"a\":\"b\"}}");
    }

    void deployment(String namespace, String name, int replicas) {
        create(Kinds.DEPLOYMENT, namespace, name, """
                {"metadata":{"name":"%1$s"},"spec":{"replicas":%2$d,"selector":{"matchLabels":{"app":"%1$s"}},
                 "template":{"metadata":{"labels":{"app":"%1$s"}},
                  "spec":{"containers":[{"name":"c","image":"nginx:1.7.9"}]}}}}
                """.formatted(name, replicas));
    }

    void scale(String namespace, String name, int replicas) {
        String id = "scale-" + namespace + "-" + name + "-" + replicas;
        PatchObject command = PatchObject.newBuilder()
                .setMeta(meta(id))
                .setGroup(Kinds.DEPLOYMENT.group())
                .setApiVersion("v1")
                .setKind("Deployment")
                .setNamespace(namespace)
                .setName(name)
                .setPatchType(PatchType.JSON_MERGE)
                .setPatch(bytes("{\"spec\":{\"replicas\":" + replicas + "}}"))
                .build();
        send(id, namespace, command);
    }

    /** Creates an object that is there already; its request is told apart from the one that made it. */
    void createAgain(String namespace, String name) {
        String id = "again-" + namespace + "-" + name;
        String json = "{\"metadata\":{\"name\":\"" + name + "\"}}";
        send(id, namespace, command(Kinds.CONFIG_MAP, id, namespace, name, json));
    }

    private void create(Kind kind, String namespace, String name, String json) {
        String id = kind.kind() + "-" + namespace + "-" + name;
        send(id, kind.routingKey(namespace, name), command(kind, id, namespace, name, json));
    }

    private CreateObject command(Kind kind, String id, String namespace, String name, String json) {
        return new CreateObject(meta(id), kind.group(), "v1", kind.kind(), namespace, name, bytes(json));
    }

    private CommandMeta meta(String id) {
        return CommandMeta.newBuilder()
                .setActor("admin")
                .setRequestId(prefix + id)
                .setReplyPartition(REPLY_PARTITION)
                .build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(String id, String key, SpecificRecord command) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.COMMANDS.name(),
                Partitioning.of(key, BrokerCluster.PARTITIONS),
                key.getBytes(StandardCharsets.UTF_8),
                codec.encode(Topics.COMMANDS, command));
        var unused = producer.send(record, (done, error) -> {
            if (error == null) {
                acknowledged.put(prefix + id, true);
            } else {
                failed.add(error);
            }
        });
    }

    /** Waits until everything sent is acknowledged or given up; the request ids of the acknowledged. */
    TreeSet<String> acknowledged() {
        producer.flush();
        return new TreeSet<>(acknowledged.keySet());
    }

    /** Why commands were given up. */
    Iterable<Exception> failed() {
        return failed;
    }

    @Override
    public void close() {
        producer.close();
    }
}
