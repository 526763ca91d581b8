package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.Rejection;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The topics as a second door: manifests that are produced, bytes that are no records of ours, values of Secrets. */
class RecordsRealIT extends OnACluster {

    private static final byte[] NO_KEY = new byte[0];

    private Records records = never();

    @SuppressWarnings("NullAway") // set before the first test
    private static Records never() {
        return null;
    }

    @BeforeAll
    void connect() throws Exception {
        records = new Records(cluster.dataDir());
    }

    private long manifest(String text) throws Exception {
        return records.produce(Topics.MANIFESTS, 0, NO_KEY, text.getBytes(StandardCharsets.UTF_8));
    }

    private long atomicManifest(String text) throws Exception {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.MANIFESTS.name(), 0, NO_KEY, text.getBytes(StandardCharsets.UTF_8));
        record.headers().add("shiplog-atomic", "true".getBytes(StandardCharsets.UTF_8));
        return records.produce(record);
    }

    private void awaitConfigMap(String name) {
        eventually(
                SOON,
                () -> kubectl.run("get", "configmap", name).code() == 0,
                () -> kubectl.run("get", "configmaps").all());
    }

    private static String map(String name) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: {a: b}\n";
    }

    private List<Rejection> rejections(long offset) {
        return records.decoded(Topics.REJECTIONS).stream()
                .map(Rejection.class::cast)
                .filter(rejection -> rejection.getOffset() == offset)
                .toList();
    }

    @Test
    void aManifestThatIsProducedIsApplied() throws Exception {
        manifest(WEB);
        eventually(
                SOON,
                () -> kubectl.run("get", "deployment", "web").out().contains("2/2"),
                () -> kubectl.run("get", "deployment,pods").all());
        manifest(WEB.replace("replicas: 2", "replicas: 3"));
        eventually(
                SOON,
                () -> kubectl.run("get", "deployment", "web").out().contains("3/3"),
                () -> kubectl.run("get", "deployment,pods").all());
    }

    @Test
    void oneRecordHoldsSeveralDocumentsThatStandOnEachOther() throws Exception {
        manifest("apiVersion: v1\nkind: Namespace\nmetadata: {name: produced}\n---\n"
                + named("inside").replace("name: inside\n", "name: inside\n  namespace: produced\n")
                + "---\n" + map("beside"));
        awaitConfigMap("beside");
        kubectl.ok("-n", "produced", "rollout", "status", "deployment/inside", "--timeout=20s");
    }

    @Test
    void aWrongDocumentIsRejectedWithItsPlaceAndWhatFollowsIsApplied() throws Exception {
        String secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: Bad_Name}\nstringData: {key: kept-to-itself}\n";
        long offset = manifest(map("before") + "---\nkind: [broken\n---\n"
                + named("neg").replace("replicas: 2", "replicas: -2") + "---\n" + secret
                + "---\napiVersion: v1\nkind: Nothing\nmetadata: {name: n}\n---\n" + map("behind"));
        manifest(map("next"));
        awaitConfigMap("behind");
        awaitConfigMap("next");
        List<Rejection> all = rejections(offset);
        assertThat(all).extracting(Rejection::getDocument).containsExactly(1, 2, 3, 4);
        assertThat(all).extracting(Rejection::getTopic).containsOnly("manifests");
        assertThat(reason(all.get(0))).isEqualTo("BadRequest");
        assertThat(all.get(0).getOriginal()).contains("[broken");
        assertThat(reason(all.get(1))).isEqualTo("Invalid");
        assertThat(status(all.get(1)).toString()).contains("spec.replicas", "greater than or equal to 0");
        assertThat(all.get(2).getOriginal()).contains("Bad_Name").doesNotContain("kept-to-itself");
        assertThat(status(all.get(3)).toString()).contains("no matches for kind");
    }

    @Test
    void anAtomicRecordLandsWholeInOneSlice() throws Exception {
        long offset = atomicManifest(map("together") + "---\n" + named("united"));
        awaitConfigMap("together");
        kubectl.ok("rollout", "status", "deployment/united", "--timeout=20s");
        assertThat(rejections(offset)).isEmpty();
        List<SliceGroup> slices = records.decoded(Topics.RESOURCES).stream()
                .map(ResourceEnvelope.class::cast)
                .filter(e -> e.getName().equals("together") || (e.getName().equals("united") && e.getVersion() == 1))
                .map(ResourceEnvelope::getSlice)
                .toList();
        assertThat(slices).hasSize(2).allMatch(SliceGroup::getAtomic);
        assertThat(slices)
                .extracting(SliceGroup::getOffset)
                .containsOnly(slices.get(0).getOffset());
    }

    @Test
    void anAtomicRecordWithAWrongDocumentChangesNothingAndRejectsEach() throws Exception {
        long refused = atomicManifest(map("half") + "---\n" + named("odd").replace("replicas: 2", "replicas: -2"));
        long apart = atomicManifest(map("half") + "---\n" + map("far, namespace: kube-system"));
        manifest(map("afterwards"));
        awaitConfigMap("afterwards");
        assertThat(kubectl.run("get", "configmap", "half").code()).isNotZero();
        assertThat(kubectl.run("get", "deployment", "odd").code()).isNotZero();
        List<Rejection> all = rejections(refused);
        assertThat(all).extracting(Rejection::getDocument).containsExactly(0, 1);
        assertThat(all).extracting(RecordsRealIT::reason).containsExactly("Conflict", "Invalid");
        assertThat(status(all.get(0)).toString()).contains("nothing was changed", "spec.replicas");
        assertThat(rejections(apart)).extracting(RecordsRealIT::reason).containsExactly("BadRequest", "BadRequest");
        assertThat(status(rejections(apart).get(1)).toString())
                .contains("ConfigMap default/half", "ConfigMap kube-system/far");
    }

    private static ObjectNode status(Rejection rejection) {
        byte[] bytes = new byte[rejection.getStatus().remaining()];
        rejection.getStatus().duplicate().get(bytes);
        return Json.parse(bytes);
    }

    private static String reason(Rejection rejection) {
        return Json.textAt(status(rejection), "reason");
    }

    @Test
    void bytesThatAreNoRecordsOfOursGoToQuarantineAndTheStreamGoesOn() throws Exception {
        byte[] junk = "this is not Avro".getBytes(StandardCharsets.UTF_8);
        List<Topic> topics = List.of(Topics.COMMANDS, Topics.POD_STATUS, Topics.NODE_HEARTBEATS);
        long produced = 0;
        for (Topic topic : topics) {
            long partitions = records.partitions(topic);
            produced += partitions;
            for (int partition = 0; partition < partitions; partition++) {
                records.produce(topic, partition, "default".getBytes(StandardCharsets.UTF_8), junk);
            }
        }
        long expected = produced;
        Set<String> seen = new TreeSet<>();
        eventually(
                SOON,
                () -> {
                    records.decoded(Topics.QUARANTINE).forEach(record -> {
                        QuarantinedRecord one = (QuarantinedRecord) record;
                        assertThat(one.getReason()).isNotEmpty();
                        assertThat(one.getValue().remaining()).isEqualTo(junk.length);
                        seen.add(one.getTopic() + one.getPartition());
                    });
                    return seen.size() == expected;
                },
                () -> "in quarantine: " + seen);
        serve("undisturbed");
        assertThat(kubectl.ok("get", "nodes")).containsPattern("node-1 +Ready");
        kubectl.ok("delete", "deployment", "undisturbed");
    }

    @Test
    void theValueOfASecretIsInNoTopicInClear() throws Exception {
        String value = "correct-horse-battery";
        kubectl.ok("create", "secret", "generic", "hidden", "--from-literal=password=" + value);
        kubectl.ok("patch", "secret", "hidden", "-p", "{\"stringData\":{\"second\":\"" + value + "-2\"}}");
        String manifest = file(
                "hidden2.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: hidden2}\n" + "stringData: {password: " + value
                        + "-3}\n");
        kubectl.ok("apply", "-f", manifest);
        kubectl.ok("annotate", "secret", "hidden", "note=changed");
        String base64 = kubectl.ok("get", "secret", "hidden", "-o", "jsonpath={.data.password}");
        assertThat(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8))
                .isEqualTo(value);
        kubectl.ok("delete", "secret", "hidden");
        List<ConsumerRecord<byte[], byte[]>> all = records.raw(".*");
        assertThat(all.stream().map(ConsumerRecord::topic)).anyMatch(topic -> topic.endsWith("-changelog"));
        assertThat(all.stream().map(ConsumerRecord::topic)).contains("commands", "resources");
        List<String> clear = List.of(value, base64, base64.substring(0, 20));
        for (ConsumerRecord<byte[], byte[]> record : all) {
            String text = record.value() == null ? "" : new String(record.value(), StandardCharsets.ISO_8859_1);
            for (String word : clear) {
                assertThat(text.contains(word))
                        .as("%s-%d@%d holds the value", record.topic(), record.partition(), record.offset())
                        .isFalse();
            }
        }
    }
}
