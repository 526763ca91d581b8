package io.shiplog.reconciler.admit.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultsTest {

    private static ObjectNode defaulted(Kind kind, String json) {
        ObjectNode tree = Json.parse(json.replace('\'', '"'));
        Defaults.apply(kind, tree);
        return tree;
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "localhost:5000/a/b, Always",
        "nginx:1.7.9, IfNotPresent",
        "nginx@sha256:0123456789012345678901234567890123456789012345678901234567890123, IfNotPresent"
    })
    void pullsWhatMayHaveMoved(String image, String policy) {
        ObjectNode pod = defaulted(Kinds.POD, "{'spec':{'containers':[{'name':'a','image':'" + image + "'}]}}");
        assertThat(pod.at("/spec/containers/0/imagePullPolicy").asText()).isEqualTo(policy);
    }

    @Test
    void podsGetWhatAdmissionAddsAndTemplatesDoNot() {
        ObjectNode pod =
                defaulted(Kinds.POD, "{'spec':{'containers':[{'name':'a','resources':{'limits':{'cpu':'1'}}}]}}");
        assertThat(pod.at("/spec/priority").intValue()).isZero();
        assertThat(pod.at("/spec/enableServiceLinks").booleanValue()).isTrue();
        assertThat(pod.at("/spec/containers/0/resources/requests/cpu").asText()).isEqualTo("1");
        ObjectNode set = defaulted(
                Kinds.REPLICA_SET,
                "{'spec':{'template':{'spec':{'containers':[{'name':'a','resources':{'limits':{'cpu':'1'}}}]}}}}");
        assertThat(set.at("/spec/template/spec/priority").isMissingNode()).isTrue();
        assertThat(set.at("/spec/template/spec/containers/0/resources/requests").isMissingNode())
                .isTrue();
    }

    @Test
    void secretTextIsFoldedIntoTheData() {
        ObjectNode secret = defaulted(Kinds.SECRET, "{'data':{'b':'eA=='},'stringData':{'a':'hi'}}");
        assertThat(secret).isEqualTo(Json.parse("{\"data\":{\"b\":\"eA==\",\"a\":\"aGk=\"},\"type\":\"Opaque\"}"));
    }

    @Test
    void aNamespaceOnItsWayOutKeepsNoFinalizer() {
        ObjectNode live = defaulted(Kinds.NAMESPACE, "{'metadata':{'name':'a'}}");
        assertThat(Json.textsAt(live, "spec", "finalizers")).containsExactly("kubernetes");
        assertThat(Json.textAt(live, "metadata", "labels", "kubernetes.io/metadata.name"))
                .isEqualTo("a");
        assertThat(Json.textAt(live, "status", "phase")).isEqualTo("Active");
        ObjectNode going = defaulted(
                Kinds.NAMESPACE,
                "{'metadata':{'name':'a','deletionTimestamp':'2026-01-01T00:00:00Z'},'spec':{'finalizers':[]}}");
        assertThat(Json.textsAt(going, "spec", "finalizers")).isEmpty();
    }

    @Test
    void allocatableIsTheCapacityUnlessTold() {
        ObjectNode node = defaulted(Kinds.NODE, "{'status':{'capacity':{'cpu':'2'}}}");
        assertThat(node.at("/status/allocatable/cpu").asText()).isEqualTo("2");
    }

    @Test
    void everyPodToleratesASickNodeForAWhile() {
        ObjectNode pod = Json.parse("{\"spec\":{\"tolerations\":[{\"key\":\"node.kubernetes.io/not-ready\","
                + "\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":700}]}}");
        DefaultTolerations.add(pod, 300, 3);
        DefaultTolerations.add(pod, 300, 3);
        assertThat(Json.objectsAt(pod, "spec", "tolerations"))
                .extracting(t -> Json.textAt(t, "key") + " " + Json.longAt(t, 0, "tolerationSeconds"))
                .containsExactly("node.kubernetes.io/not-ready 700", "node.kubernetes.io/unreachable 3");
    }
}
