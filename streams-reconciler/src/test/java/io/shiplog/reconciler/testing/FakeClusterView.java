package io.shiplog.reconciler.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ClusterView in memory for tests: put objects in, look at what a controller sees. It owns every routing key.
 * Versions count up by name as the real state does.
 */
public final class FakeClusterView implements ClusterView {

    private final SortedMap<ObjectKey, KubeObject> objects = new TreeMap<>();
    private final Map<ObjectKey, Long> versions = new HashMap<>();
    private final Map<String, Map<ObjectKey, KubeObject>> byController = new HashMap<>();
    private final Set<String> goneOwners = new HashSet<>();

    /** Stores a tree (a copy of it) as the next version of its name; gives back what it replaced. */
    public @Nullable KubeObject put(ObjectNode tree) {
        KubeObject draft = KubeObject.of(tree.deepCopy(), 0);
        long version = versions.merge(draft.key(), 1L, Long::sum);
        return put(KubeObject.parse(draft.json(), version));
    }

    /** Stores an object as it is; gives back what it replaced. */
    public @Nullable KubeObject put(KubeObject object) {
        versions.put(object.key(), object.version());
        KubeObject before = objects.put(object.key(), object);
        if (before != null) {
            children(before).remove(before.key());
        }
        children(object).put(object.key(), object);
        return before;
    }

    /** Stores an object written as JSON, single quotes allowed for double ones. */
    public KubeObject put(String json) {
        ObjectNode tree = Json.parse(json.replace('\'', '"'));
        put(tree);
        KubeObject stored = objects.get(KubeObject.of(tree, 0).key());
        if (stored == null) {
            throw new IllegalStateException("just stored");
        }
        return stored;
    }

    /** Removes a name; gives back what was there. Its uid counts as a gone owner from now on. */
    public @Nullable KubeObject remove(ObjectKey key) {
        KubeObject before = objects.remove(key);
        if (before != null) {
            children(before).remove(key);
            goneOwners.add(before.uid());
        }
        return before;
    }

    /** Everything, by key. */
    public Collection<KubeObject> all() {
        return List.copyOf(objects.values());
    }

    private Map<ObjectKey, KubeObject> children(KubeObject child) {
        return byController.computeIfAbsent(child.ownerUid(), uid -> new TreeMap<>());
    }

    @Override
    public @Nullable KubeObject get(ObjectKey key) {
        return objects.get(key);
    }

    @Override
    public Collection<KubeObject> list(Kind kind, String namespace) {
        ObjectKey from = new ObjectKey(kind.group(), kind.kind(), namespace, "");
        ObjectKey to = new ObjectKey(kind.group(), kind.kind(), namespace, "\uffff");
        return List.copyOf(objects.subMap(from, to).values());
    }

    @Override
    public Collection<KubeObject> listNamespace(String namespace) {
        return objects.values().stream()
                .filter(o -> o.namespace().equals(namespace))
                .toList();
    }

    @Override
    public Collection<KubeObject> controlledBy(String ownerUid, Kind kind) {
        List<KubeObject> out = new ArrayList<>();
        for (KubeObject child : byController.getOrDefault(ownerUid, Map.of()).values()) {
            if (child.kind().equals(kind.kind()) && child.key().group().equals(kind.group())) {
                out.add(child);
            }
        }
        return out;
    }

    @Override
    public Collection<KubeObject> dependents(String ownerUid) {
        return objects.values().stream()
                .filter(o -> o.ownerUids().contains(ownerUid))
                .toList();
    }

    @Override
    public Collection<KubeObject> podsOnNode(String node) {
        return objects.values().stream()
                .filter(o -> o.kind().equals("Pod") && o.node().equals(node))
                .toList();
    }

    @Override
    public @Nullable KubeObject node(String name) {
        return objects.get(new ObjectKey("", "Node", "", name));
    }

    @Override
    public boolean ownerGone(String uid) {
        return goneOwners.contains(uid);
    }

    @Override
    public boolean owns(String routingKey) {
        return true;
    }
}
