package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.record.ResourceEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeObjectTest {

    private static final String POD = "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\","
            + "\"status\":\"True\",\"lastTransitionTime\":\"2026-01-01T00:01:00Z\"}],"
            + "\"containerStatuses\":[{\"restartCount\":1},{\"restartCount\":3}]},"
            + "\"spec\":{\"nodeName\":\"n1\"},\"metadata\":{\"name\":\"web-0\",\"namespace\":\"default\","
            + "\"uid\":\"u1\","
            + "\"labels\":{\"app\":\"web\"},\"creationTimestamp\":\"2026-01-01T00:00:00Z\","
            + "\"ownerReferences\":[{\"uid\":\"o1\"},{\"uid\":\"o2\",\"controller\":true}]},"
            + "\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"extra\":{\"kept\":1.5}}";

    @Test
    void readsOnceWhatIsAskedOften() {
        KubeObject pod = KubeObject.of(Json.parse(POD), 7);
        assertThat(pod.key()).isEqualTo(new ObjectKey("", "Pod", "default", "web-0"));
        assertThat(pod).hasToString("/Pod/default/web-0@7");
        assertThat(pod.labels()).containsEntry("app", "web");
        assertThat(pod.ownerUid()).isEqualTo("o2");
        assertThat(pod.ownerUids()).containsExactly("o1", "o2");
        assertThat(pod.node()).isEqualTo("n1");
        assertThat(pod.creationMillis()).isEqualTo(1_767_225_600_000L);
        assertThat(pod.deleting()).isFalse();
    }

    @Test
    void writesKindApiVersionAndMetadataFirstAndKeepsWhatItDoesNotKnow() {
        String json = new String(KubeObject.of(Json.parse(POD), 1).json(), StandardCharsets.UTF_8);
        assertThat(json).startsWith("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{");
        assertThat(json).endsWith("\"extra\":{\"kept\":1.5}}");
    }

    @Test
    void aCompactedObjectReadsAsBefore() {
        KubeObject pod = KubeObject.of(Json.parse(POD), 1);
        KubeObject again = KubeObject.parse(pod.json(), 1);
        again.compact();
        assertThat(again.tree()).isEqualTo(pod.tree());
        assertThat(again.pod()).isEqualTo(pod.pod());
    }

    @Test
    void aCopyMayBeChangedWithoutTouchingTheOriginal() {
        KubeObject pod = KubeObject.of(Json.parse(POD), 1);
        pod.copy().put("kind", "Changed");
        assertThat(pod.tree().get("kind").asText()).isEqualTo("Pod");
    }

    @Test
    void podFactsTellReadinessAndAvailability() {
        PodFacts facts = KubeObject.of(Json.parse(POD), 1).pod();
        long ready = Times.millis("2026-01-01T00:01:00Z");
        assertThat(facts).isEqualTo(new PodFacts("Running", true, ready, 3, List.of(), 0));
        assertThat(facts.available(10, ready + 9_999)).isFalse();
        assertThat(facts.available(10, ready + 10_000)).isTrue();
        assertThat(facts.terminal()).isFalse();
    }

    @Test
    void malformedJsonIsRefused() {
        assertThatThrownBy(() -> KubeObject.parse("[]".getBytes(StandardCharsets.UTF_8), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.parse("{\"a\":1,\"a\":2}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ObjectKey.parse("a/b/c")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void envelopeAnswersWithoutParsingAndSaysTheSame() {
        KubeObject parsed = KubeObject.of(Json.parse(POD), 7);
        ResourceEnvelope envelope = parsed.envelope();
        assertThat(KubeObject.of(envelope))
                .usingRecursiveComparison()
                .ignoringFields("tree", "pod")
                .isEqualTo(parsed);
        assertThat(KubeObject.of(envelope).pod()).isEqualTo(parsed.pod());
        assertThat(Json.same(KubeObject.of(envelope).tree(), parsed.tree())).isTrue();
    }

    @Test
    void whatAnEnvelopeSaysOfAPodIsWhatIsInItsJson() {
        String json = """
                {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "p", "namespace": "default", "uid": "u"},
                 "spec": {"containers": [{"name": "c", "envFrom": [{"configMapRef": {"name": "settings"}},
                          {"secretRef": {"name": "password", "optional": true}}]}]},
                 "status": {"phase": "Running", "containerStatuses": [{"name": "c", "restartCount": 2}],
                            "conditions": [{"type": "Ready", "status": "True",
                                            "lastTransitionTime": "2026-01-01T00:00:05Z"}]}}""";
        KubeObject pod = KubeObject.of(Json.parse(json), 1);
        ResourceEnvelope envelope = pod.envelope();
        envelope.setPhase(pod.pod().phase());
        envelope.setObject(ByteBuffer.wrap("{".getBytes(StandardCharsets.UTF_8)));
        envelope.setPod(pod.pod().summary());
        assertThat(KubeObject.withPodFacts(envelope).pod()).isEqualTo(pod.pod());
        assertThat(pod.pod().configs()).hasSize(2);
    }
}
