package io.shiplog.reconciler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.FixedSchemaIds;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.AtomicGroup;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.record.NodeHeartbeat;
import io.shiplog.schemas.record.NodeNews;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTopologyTest {

    private static final String DEPLOYMENT = "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":3,\"selector\":"
            + "{\"matchLabels\":{\"app\":\"web\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"web\"}},"
            + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1.7.9\"}]}}}}";

    @TempDir
    private Path dir = Path.of("unset");

    private static final SecretCipher CIPHER = new SecretCipher(new byte[32]);

    private final RecordCodec codec = new AvroRecordCodec(new FixedSchemaIds(), CIPHER);
    private ClusterContext cluster =
            new ClusterContext("", "", 1, codec, Path.of("."), new SimpleMeterRegistry(), CIPHER);
    private final Map<String, byte[]> restorable = new TreeMap<>();
    private TopologyTestDriver driver = new TopologyTestDriver(new org.apache.kafka.streams.Topology());

    @BeforeEach
    void start() {
        driver.close();
        cluster = new ClusterContext("unused:1", "cluster", 1, codec, dir, new SimpleMeterRegistry(), CIPHER);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "topology-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
        ReconcilerConfig config = ReconcilerConfig.defaults("r-0");
        driver = new TopologyTestDriver(
                ReconcilerTopology.build(cluster, config, new ResourceImport(cluster, 0)),
                settings,
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void send(Topic topic, byte[] value) {
        TestInputTopic<byte[], byte[]> in =
                driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer());
        in.pipeInput(new byte[0], value);
    }

    private List<SpecificRecord> read(Topic topic) {
        TestOutputTopic<byte[], byte[]> out =
                driver.createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<SpecificRecord> records = new ArrayList<>();
        out.readValuesToList().forEach(value -> {
            if (value != null) {
                records.add(codec.decode(topic, value));
            }
        });
        return records;
    }

    private void create(Kind kind, String namespace, String name, String json) {
        CommandMeta meta = CommandMeta.newBuilder()
                .setActor("admin")
                .setRequestId("r-" + name)
                .setReplyPartition(0)
                .build();
        CreateObject command = new CreateObject(
                meta,
                kind.group(),
                "v1",
                kind.kind(),
                namespace,
                name,
                ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
        send(Topics.COMMANDS, codec.encode(Topics.COMMANDS, command));
    }

    @Test
    void oneCommandLeadsToItsAnswerAndAllThatFollowsFromIt() {
        create(Kinds.NAMESPACE, "", "default", "{\"metadata\":{\"name\":\"default\"}}");
        create(Kinds.DEPLOYMENT, "default", "web", DEPLOYMENT);
        assertThat(read(Topics.REPLIES)).extracting(r -> ((Reply) r).getCode()).containsExactly(201, 201);
        assertThat(read(Topics.RESOURCES).stream()
                        .map(r -> (ResourceEnvelope) r)
                        .filter(e -> e.getKind().equals("Pod"))
                        .map(ResourceEnvelope::getName)
                        .distinct())
                .hasSize(3);
        assertThat(read(Topics.QUARANTINE)).isEmpty();
    }

    @Test
    void bytesThatAreNoRecordGoToQuarantineAndTheStreamGoesOn() {
        send(Topics.COMMANDS, "hello".getBytes(StandardCharsets.UTF_8));
        create(Kinds.NAMESPACE, "", "default", "{\"metadata\":{\"name\":\"default\"}}");
        List<SpecificRecord> quarantined = read(Topics.QUARANTINE);
        assertThat(quarantined).hasSize(1);
        QuarantinedRecord record = (QuarantinedRecord) quarantined.get(0);
        assertThat(new String(record.getValue().array(), StandardCharsets.UTF_8))
                .contains("hello");
        assertThat(record.getReason()).isNotEmpty();
        assertThat(read(Topics.REPLIES)).hasSize(1);
    }

    @Test
    void theStoreHoldsEveryObjectAsItsLastRecordDoes() {
        create(Kinds.NAMESPACE, "", "default", "{\"metadata\":{\"name\":\"default\"}}");
        create(Kinds.DEPLOYMENT, "default", "web", DEPLOYMENT);
        Map<String, byte[]> last = new TreeMap<>();
        driver.createOutputTopic(Topics.RESOURCES.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList()
                .forEach(e -> last.put(new String(e.key, StandardCharsets.UTF_8), e.value));
        assertThat(last).isNotEmpty();
        Map<String, byte[]> stored = changelog();
        last.forEach((key, value) ->
                assertThat(stored.get(StoreNames.OBJECT + key)).as(key).isEqualTo(value));
    }

    /** What Streams would restore: the last value of every key of the store's changelog, from the beginning. */
    private Map<String, byte[]> changelog() {
        driver.createOutputTopic(
                        "topology-test-" + StoreNames.STATE + "-changelog",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())
                .readKeyValuesToList()
                .forEach(e -> {
                    String key = new String(e.key, StandardCharsets.UTF_8);
                    if (e.value == null) {
                        restorable.remove(key);
                    } else {
                        restorable.put(key, e.value);
                    }
                });
        return restorable;
    }

    @Test
    void aSecretThatWaitsForItsGroupIsEncryptedInTheStoreAndIsTakenWithIt() {
        create(Kinds.NAMESPACE, "", "default", "{\"metadata\":{\"name\":\"default\"}}");
        String secret = "{\"metadata\":{\"name\":\"hidden\"},\"stringData\":{\"key\":\"in-clear\"}}";
        member(Kinds.SECRET, "hidden", secret, 0);
        byte[] waiting = changelog().get(StoreNames.MEMBER + "0/g");
        assertThat(waiting).isNotNull();
        assertThat(new String(waiting, StandardCharsets.ISO_8859_1)).doesNotContain("in-clear");
        member(Kinds.CONFIG_MAP, "beside", "{\"metadata\":{\"name\":\"beside\"}}", 1);
        assertThat(changelog()).doesNotContainKey(StoreNames.MEMBER + "0/g");
        assertThat(read(Topics.REPLIES)).extracting(r -> ((Reply) r).getCode()).containsExactly(201, 201, 201);
        assertThat(read(Topics.RESOURCES).stream()
                        .map(r -> (ResourceEnvelope) r)
                        .filter(e -> e.getSlice().getAtomic())
                        .map(ResourceEnvelope::getName))
                .containsExactly("hidden", "beside");
    }

    private void member(Kind kind, String name, String json, int index) {
        CommandMeta meta = CommandMeta.newBuilder()
                .setActor("admin")
                .setRequestId("r-" + name)
                .setReplyPartition(0)
                .setGroup(new AtomicGroup("g", index, 2))
                .build();
        ByteBuffer object = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
        send(
                Topics.COMMANDS,
                codec.encode(
                        Topics.COMMANDS,
                        new CreateObject(meta, kind.group(), "v1", kind.kind(), "default", name, object)));
    }

    @Test
    void aNodeThatAsksIsRegisteredThroughTheCommandsTopic() {
        send(Topics.NODE_HEARTBEATS, codec.encode(Topics.NODE_HEARTBEATS, asks("i", 1)));
        assertThat(read(Topics.COMMANDS)).anyMatch(r -> r instanceof NodeNews);
        assertThat(read(Topics.RESOURCES))
                .anyMatch(r -> ((ResourceEnvelope) r).getKind().equals("Node"));
        assertThat(read(Topics.NODE_COMMANDS)).hasSize(1);
    }

    @Test
    void aRegistrationThatAnEarlierRunSentLateIsRefused() {
        send(Topics.NODE_HEARTBEATS, codec.encode(Topics.NODE_HEARTBEATS, asks("second", 2)));
        send(Topics.NODE_HEARTBEATS, codec.encode(Topics.NODE_HEARTBEATS, asks("first", 1)));
        send(Topics.NODE_HEARTBEATS, codec.encode(Topics.NODE_HEARTBEATS, asks("third", 3)));
        assertThat(read(Topics.NODE_COMMANDS))
                .extracting(r -> ((NodeRegistered) r).getInstance()
                        + " "
                        + ((NodeRegistered) r).getRefused().isEmpty())
                .containsExactly("second true", "first false", "third true");
    }

    @Test
    void aNodeWhoseRunDiedBeforeItWasHeardWithItsEpochIsNotReady() {
        send(Topics.NODE_HEARTBEATS, codec.encode(Topics.NODE_HEARTBEATS, asks("dies", 1)));
        for (int halfSeconds = 0; halfSeconds < 12; halfSeconds++) {
            send(Topics.NODE_HEARTBEATS, codec.encode(Topics.NODE_HEARTBEATS, beats("node-2", "node-3")));
            driver.advanceWallClockTime(Duration.ofMillis(500));
        }
        List<String> ready = read(Topics.RESOURCES).stream()
                .map(r -> (ResourceEnvelope) r)
                .filter(envelope -> envelope.getName().equals("node-1"))
                .map(envelope -> PodConditions.status(KubeObject.of(envelope).tree(), "Ready"))
                .toList();
        assertThat(ready).startsWith("True").endsWith("Unknown");
    }

    private static HeartbeatBatch beats(String... nodes) {
        return HeartbeatBatch.newBuilder()
                .setHost("others")
                .setInstance("others")
                .setGeneration(1)
                .setSequence(1)
                .setNodes(Arrays.stream(nodes)
                        .map(name -> NodeHeartbeat.newBuilder()
                                .setName(name)
                                .setEpoch(1)
                                .build())
                        .toList())
                .build();
    }

    /** Asks for a node to be registered. */
    private static HeartbeatBatch asks(String instance, long generation) {
        NodeDetails details = NodeDetails.newBuilder()
                .setRuntimeVersion("simulated://0.1.0")
                .setVersion("v1.32.0")
                .setOsImage("Linux")
                .setKernelVersion("6")
                .setOperatingSystem("linux")
                .setArchitecture("amd64")
                .setAddresses(Map.of("Hostname", "node-1"))
                .setCapacity(Map.of("cpu", "4"))
                .setAllocatable(Map.of("cpu", "4"))
                .setLabels(Map.of())
                .setConditions(List.of())
                .build();
        return HeartbeatBatch.newBuilder()
                .setHost("host")
                .setInstance(instance)
                .setGeneration(generation)
                .setSequence(1)
                .setNodes(List.of(NodeHeartbeat.newBuilder()
                        .setName("node-1")
                        .setEpoch(0)
                        .setDetails(details)
                        .build()))
                .build();
    }
}
