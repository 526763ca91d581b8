package io.shiplog.reconciler.controller.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.testing.FakeClusterView;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String MAP = """
            {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "m", "namespace": "ns", "uid": "m-1",
             "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "rs", "uid": "rs-1"}]}}""";
    private static final String OWNER = """
            {"kind": "ReplicaSet", "apiVersion": "apps/v1",
             "metadata": {"name": "rs", "namespace": "ns", "uid": "%s"%s}}""";

    private final GarbageCollector collector = new GarbageCollector();
    private final FakeClusterView view = new FakeClusterView();

    private List<ObjectKey> woken(KubeObject after) {
        List<ObjectKey> keys = new ArrayList<>();
        collector.wake(null, after, view, keys::add);
        return keys;
    }

    private List<Effect> judged(KubeObject object) {
        return collector.reconcile(object.key(), view, NOW);
    }

    private void goesAtOnce(KubeObject map) {
        assertThat(woken(map)).containsExactly(map.key());
        assertThat(judged(map)).hasOnlyElementsOfType(Effect.Delete.class).hasSize(1);
    }

    @Test
    void whoseOwnersAreThereIsNotLookedAt() {
        view.put(OWNER.formatted("rs-1", ""));
        KubeObject map = view.put(MAP);
        assertThat(woken(map)).isEmpty();
        assertThat(judged(map)).isEmpty();
    }

    @Test
    void whoseOwnerIsNotThereIsDeleted() {
        goesAtOnce(view.put(MAP));
    }

    @Test
    void anOwnerOfTheSameNameIsAnother() {
        view.put(OWNER.formatted("rs-2", ""));
        goesAtOnce(view.put(MAP));
    }

    @Test
    void whoseOwnerWaitsForItsDependentsGoesToo() {
        view.put(OWNER.formatted("rs-1", """
                , "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["foregroundDeletion"]"""));
        goesAtOnce(view.put(MAP));
    }

    @Test
    void anOwnerThatGoesLaterWakesWhatItOwned() {
        view.put(OWNER.formatted("rs-1", ""));
        KubeObject map = view.put(MAP);
        KubeObject owner = view.remove(kind("apps", "ReplicaSet").key("ns", "rs"));
        List<ObjectKey> keys = new ArrayList<>();
        collector.wake(owner, null, view, keys::add);
        assertThat(keys).hasSize(1);
        assertThat(collector.reconcile(keys.get(0), view, NOW))
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.Delete.class, delete -> assertThat(delete.key()).isEqualTo(map.key()));
    }

    private static Kind kind(String group, String name) {
        Kind kind = Kinds.find(group, name);
        if (kind == null) {
            throw new IllegalArgumentException(name);
        }
        return kind;
    }
}
