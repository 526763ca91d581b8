package io.shiplog.reconciler.controller.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaintEvictionControllerTest {

    private final ClusterState state = new ClusterState(0, 1);
    private long version;

    /** The pods that are looked at after the Node is like this. */
    private List<String> woken(String uid, String ready, String taints, String annotation) {
        if (version == 0) {
            String pod = """
                    {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "p", "namespace": "default", "uid": "u"},
                     "spec": {"nodeName": "n1"}}""";
            state.load(KubeObject.parse(pod.getBytes(StandardCharsets.UTF_8), 1));
        }
        String node = """
                {"kind": "Node", "apiVersion": "v1",
                 "metadata": {"name": "n1", "uid": "%s", "annotations": {"a": "%s"}},
                 "spec": {"taints": [%s]}, "status": {"conditions": [{"type": "Ready", "status": "%s"}]}}
                 """.formatted(uid, annotation, taints, ready);
        @Nullable KubeObject before = state.node("n1");
        ClusterFact fact = new ClusterFact(
                0, FactKind.NODE, "n1", uid, ++version, false, ByteBuffer.wrap(node.getBytes(StandardCharsets.UTF_8)));
        assertThat(state.putFact(fact)).isTrue();
        List<ObjectKey> keys = new ArrayList<>();
        new TaintEvictionController().wakeOnFact(fact, before, state, keys::add);
        return keys.stream().map(ObjectKey::name).toList();
    }

    @Test
    void podsAreLookedAtWhenTheirNodesFateChangesAndNotWhenItOnlyRegistersAnew() {
        assertThat(woken("n", "True", "", "first")).containsExactly("p");
        assertThat(woken("n", "True", "", "second run")).isEmpty();
        assertThat(woken("n", "Unknown", "", "second run")).containsExactly("p");
        String unreachable = "{\"key\": \"node.kubernetes.io/unreachable\", \"effect\": \"NoExecute\"}";
        assertThat(woken("n", "Unknown", unreachable, "second run")).containsExactly("p");
        assertThat(woken("n", "Unknown", unreachable, "third run")).isEmpty();
        assertThat(woken("n", "True", "", "third run")).containsExactly("p");
        assertThat(woken("n", "True", "{\"key\": \"k\", \"effect\": \"NoSchedule\"}", "third run"))
                .isEmpty();
        assertThat(woken("another", "True", "", "third run")).containsExactly("p");
    }
}
