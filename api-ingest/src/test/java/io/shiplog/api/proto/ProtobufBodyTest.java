package io.shiplog.api.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProtobufBodyTest {

    private static final String NAMESPACE =
            "6b3873000a0f0a02763112094e616d657370616365121b0a130a03666f6f12001a0022002a00"
                    + "32003800420012001a020a001a002200";
    private static final String CONFIG_MAP =
            "6b3873000a0f0a0276311209436f6e6669674d6170121c0a120a02633912001a0022002a003200"
                    + "3800420012060a01611201621a002200";
    private static final String QUOTA =
            "6b3873000a130a027631120d5265736f7572636551756f746112250a120a02713112001a0022002a"
                    + "00320038004200120d0a0b0a04706f647312030a01311a001a002200";
    private static final String SERVICE =
            "6b3873000a0d0a02763112075365727669636512660a1d0a02733212001a0022002a003200380042005a"
                    + "090a036170701202733212410a1b0a0738302d38303830120354435018502207080010903f1a00280012"
                    + "090a03617070120273321a002209436c757374657249503a00420052005a00600068001a020a001a0022"
                    + "00";

    @Test
    void readsTheNamespaceThatKubectlCreates() {
        assertThat(decode(NAMESPACE)).isEqualTo(json("{kind: Namespace, apiVersion: v1, metadata: {name: foo}}"));
    }

    @Test
    void readsTheConfigMapThatKubectlCreates() {
        assertThat(decode(CONFIG_MAP))
                .isEqualTo(json("{kind: ConfigMap, apiVersion: v1, metadata: {name: c9}, data: {a: b}}"));
    }

    @Test
    void readsQuantitiesInMaps() {
        assertThat(decode(QUOTA))
                .isEqualTo(
                        json("{kind: ResourceQuota, apiVersion: v1, metadata: {name: q1}, spec: {hard: {pods: '1'}}}"));
    }

    @Test
    void readsTheServiceThatKubectlCreates() {
        assertThat(decode(SERVICE))
                .isEqualTo(json("{kind: Service, apiVersion: v1, metadata: {name: s2, labels: {app: s2}}, spec: {"
                        + "ports: [{name: 80-8080, protocol: TCP, port: 80, targetPort: 8080}],"
                        + "selector: {app: s2}, type: ClusterIP}}"));
    }

    @Test
    void keepsExplicitZeroOfPointersAndFlattensInlinedStructs() {
        ProtoBytes probe = ProtoBytes.message()
                .put(
                        1,
                        ProtoBytes.message()
                                .put(
                                        2,
                                        ProtoBytes.message()
                                                .text(1, "/ready")
                                                .put(
                                                        2,
                                                        ProtoBytes.message()
                                                                .number(1, 1)
                                                                .number(2, 0)
                                                                .text(3, "http"))))
                .number(2, 0)
                .number(4, 5);
        ProtoBytes keyRef = ProtoBytes.message()
                .put(1, ProtoBytes.message().text(1, "settings"))
                .text(2, "level")
                .number(3, 0);
        ProtoBytes container = ProtoBytes.message()
                .text(1, "web")
                .text(2, "nginx")
                .put(
                        7,
                        ProtoBytes.message()
                                .text(1, "LEVEL")
                                .text(2, "")
                                .put(3, ProtoBytes.message().put(3, keyRef)))
                .put(8, ProtoBytes.message())
                .put(11, probe)
                .number(16, 0);
        ProtoBytes volume = ProtoBytes.message()
                .text(1, "scratch")
                .put(2, ProtoBytes.message().put(2, ProtoBytes.message().text(1, "")));
        ProtoBytes podSpec = ProtoBytes.message()
                .put(1, volume)
                .put(2, container)
                .text(3, "")
                .number(4, 0);
        ProtoBytes template = ProtoBytes.message().put(1, ProtoBytes.message()).put(2, podSpec);
        ProtoBytes spec = ProtoBytes.message()
                .number(1, 0)
                .put(2, ProtoBytes.message())
                .put(3, template)
                .put(4, ProtoBytes.message().text(1, ""))
                .number(5, 0)
                .number(7, 0);
        byte[] body = ProtoBytes.body(
                "apps/v1",
                "Deployment",
                ProtoBytes.message().put(1, ProtoBytes.message().text(1, "web")).put(2, spec));

        assertThat(ProtobufBody.decode(body))
                .isEqualTo(json("{kind: Deployment, apiVersion: apps/v1, metadata: {name: web}, spec: {replicas: 0,"
                        + " selector: {}, template: {spec: {volumes: [{name: scratch, emptyDir: {}}], containers: [{"
                        + "name: web, image: nginx, env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: settings,"
                        + " key: level, optional: false}}}], readinessProbe: {httpGet: {path: /ready, port: http},"
                        + " periodSeconds: 5}}], terminationGracePeriodSeconds: 0}}}}"));
    }

    @Test
    void readsBytesTimesAndEmbeddedJson() {
        ProtoBytes managed = ProtoBytes.message()
                .text(1, "helm")
                .put(4, ProtoBytes.message().number(1, 1_700_000_000L).number(2, 0))
                .put(7, ProtoBytes.message().text(1, "{\"f:data\":{}}"));
        ProtoBytes meta = ProtoBytes.message().text(1, "s").put(17, managed);
        byte[] secret = ProtoBytes.body(
                "v1",
                "Secret",
                ProtoBytes.message()
                        .put(1, meta)
                        .put(2, ProtoBytes.message().text(1, "token").text(2, "hello"))
                        .text(3, "Opaque"));
        assertThat(ProtobufBody.decode(secret))
                .isEqualTo(json("{kind: Secret, apiVersion: v1, metadata: {name: s, managedFields: [{manager: helm,"
                        + " time: '2023-11-14T22:13:20Z', fieldsV1: {'f:data': {}}}]}, data: {token: aGVsbG8=},"
                        + " type: Opaque}"));
    }

    @Test
    void readsMicroTimesOfLeases() {
        ProtoBytes renew = ProtoBytes.message().number(1, 1_700_000_000L).number(2, 123_456_789);
        byte[] lease = ProtoBytes.body(
                "coordination.k8s.io/v1",
                "Lease",
                ProtoBytes.message()
                        .put(2, ProtoBytes.message().text(1, "").number(2, 15).put(4, renew)));
        assertThat(ProtobufBody.decode(lease))
                .isEqualTo(json("{kind: Lease, apiVersion: coordination.k8s.io/v1, spec: {holderIdentity: '',"
                        + " leaseDurationSeconds: 15, renewTime: '2023-11-14T22:13:20.123456Z'}}"));
    }

    @Test
    void readsDeleteOptionsUnderAnyGroupVersion() {
        ProtoBytes options = ProtoBytes.message()
                .number(1, 0)
                .put(2, ProtoBytes.message().text(1, "u-1"))
                .text(4, "Foreground")
                .text(5, "All");
        assertThat(ProtobufBody.decode(ProtoBytes.body("apps/v1", "DeleteOptions", options)))
                .isEqualTo(json("{kind: DeleteOptions, apiVersion: apps/v1, gracePeriodSeconds: 0,"
                        + " preconditions: {uid: u-1}, propagationPolicy: Foreground, dryRun: [All]}"));
    }

    @Test
    void readsReviewsAndTheirExtraValues() {
        ProtoBytes attributes =
                ProtoBytes.message().text(1, "default").text(2, "create").text(5, "pods");
        byte[] review = ProtoBytes.body(
                "authorization.k8s.io/v1",
                "SelfSubjectAccessReview",
                ProtoBytes.message()
                        .put(1, ProtoBytes.message())
                        .put(2, ProtoBytes.message().put(1, attributes))
                        .put(3, ProtoBytes.message().number(1, 0).text(2, "")));
        assertThat(Json.at(ProtobufBody.decode(review), "spec", "resourceAttributes"))
                .isEqualTo(json("{namespace: default, verb: create, resource: pods}"));
        ProtoBytes spec = ProtoBytes.message()
                .entry(5, "scopes", ProtoBytes.message().text(1, "a").text(1, ""));
        byte[] other = ProtoBytes.body(
                "authorization.k8s.io/v1",
                "SubjectAccessReview",
                ProtoBytes.message().put(2, spec));
        assertThat(Json.at(ProtobufBody.decode(other), "spec")).isEqualTo(json("{extra: {scopes: [a, '']}}"));
    }

    @Test
    void readsPackedAndUnpackedNumbersAlike() {
        ProtoBytes unpacked = ProtoBytes.message().number(4, 7).number(4, 300);
        ProtoBytes packed = ProtoBytes.message().put(4, new byte[] {7, (byte) 0xac, 2});
        ObjectNode first = MessageDecoder.decode("core.PodSecurityContext", reader(unpacked.bytes()));
        assertThat(first).isEqualTo(json("{supplementalGroups: [7, 300]}"));
        assertThat(MessageDecoder.decode("core.PodSecurityContext", reader(packed.bytes())))
                .isEqualTo(first);
    }

    @Test
    void passesOverFieldsOfNewerReleases() {
        ProtoBytes spec = ProtoBytes.message()
                .number(900, 1)
                .text(901, "later")
                .put(902, ProtoBytes.message().number(1, 1))
                .number(2, 60);
        ProtoBytes object = ProtoBytes.message().put(2, spec);
        assertThat(ProtobufBody.decode(ProtoBytes.body("coordination.k8s.io/v1", "Lease", object)))
                .isEqualTo(json("{kind: Lease, apiVersion: coordination.k8s.io/v1, spec: {leaseDurationSeconds: 60}}"));
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        byte[] body = HexFormat.of().parseHex(CONFIG_MAP);
        byte[] cut = Arrays.copyOf(body, body.length - 20);
        assertThatThrownBy(() -> ProtobufBody.decode(cut))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageContaining("reaches past the end at byte");
        ProtoBytes wrong = ProtoBytes.message().put(2, ProtoBytes.message().text(1, "three"));
        assertThatThrownBy(() -> ProtobufBody.decode(ProtoBytes.body("apps/v1", "ReplicaSet", wrong)))
                .hasMessageContaining(".spec.replicas wire type 2 where a number is due at byte");
        assertThatThrownBy(() -> ProtobufBody.decode("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(StatusException.class);
        assertThatThrownBy(() -> ProtobufBody.decode(ProtoBytes.body("example.com/v1", "Widget", wrong)))
                .hasMessage("no kind \"Widget\" is registered for version \"example.com/v1\"");
    }

    @Test
    void everyBrokenPrefixIsRefusedAndNeverThrowsAnythingElse() {
        byte[] body = HexFormat.of().parseHex(SERVICE);
        for (int length = 4; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            try {
                ProtobufBody.decode(cut);
            } catch (StatusException e) {
                assertThat(e.code()).isEqualTo(400);
            }
        }
    }

    @Test
    void knowsEveryStoredKind() {
        for (Kind kind : Kinds.all()) {
            byte[] body = ProtoBytes.body(
                    kind.apiVersion(),
                    kind.kind(),
                    ProtoBytes.message().put(1, ProtoBytes.message().text(1, "x")));
            assertThat(Json.textAt(ProtobufBody.decode(body), "metadata", "name"))
                    .as(kind.kind())
                    .isEqualTo("x");
        }
    }

    private static ObjectNode decode(String hex) {
        return ProtobufBody.decode(HexFormat.of().parseHex(hex));
    }

    private static WireReader reader(byte[] bytes) {
        return new WireReader(bytes, 0, bytes.length);
    }

    /** JSON with few quotes: a bare word is a text unless it is a number or a flag. */
    private static ObjectNode json(String relaxed) {
        return Relaxed.json(relaxed);
    }
}
