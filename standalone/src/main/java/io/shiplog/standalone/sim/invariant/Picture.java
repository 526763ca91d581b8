package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cluster as a reader of resources knows it, and what really runs. */
public final class Picture {

    private final NavigableMap<ObjectKey, KubeObject> objects = new TreeMap<>();
    private final Map<String, KubeObject> byUid = new HashMap<>();
    private final Map<String, NavigableMap<ObjectKey, KubeObject>> byOwner = new HashMap<>();
    private final NavigableMap<String, String> running = new TreeMap<>();
    private final Map<String, Integer> containers = new HashMap<>();

    @Nullable
    KubeObject put(ObjectKey key, @Nullable KubeObject object) {
        KubeObject before = object == null ? objects.remove(key) : objects.put(key, object);
        if (before != null) {
            byUid.remove(before.uid());
            byOwner.getOrDefault(before.ownerUid(), new TreeMap<>()).remove(key);
        }
        if (object != null) {
            byUid.put(object.uid(), object);
            byOwner.computeIfAbsent(object.ownerUid(), uid -> new TreeMap<>()).put(key, object);
        }
        return before;
    }

    /** The object with this uid, or null. */
    public @Nullable KubeObject byUid(String uid) {
        return byUid.get(uid);
    }

    /** The object, or null. */
    public @Nullable KubeObject get(ObjectKey key) {
        return objects.get(key);
    }

    /** Every object, by key. */
    public Collection<KubeObject> all() {
        return objects.values();
    }

    /** Every object of a kind, by namespace and name. */
    public List<KubeObject> all(Kind kind) {
        ObjectKey from = new ObjectKey(kind.group(), kind.kind(), "", "");
        ObjectKey to = new ObjectKey(kind.group(), kind.kind() + "\0", "", "");
        return List.copyOf(objects.subMap(from, to).values());
    }

    /** Objects of a kind whose controlling owner has this uid. */
    public List<KubeObject> controlledBy(String uid, Kind kind) {
        return byOwner.getOrDefault(uid, new TreeMap<>()).values().stream()
                .filter(o -> o.kind().equals(kind.kind()))
                .toList();
    }

    void started(String uid, String node) {
        running.put(uid, node);
        containers.merge(uid, 1, Integer::sum);
    }

    void ended(String uid) {
        if (containers.merge(uid, -1, Integer::sum) <= 0) {
            containers.remove(uid);
            running.remove(uid);
        }
    }

    void machineDied(String node) {
        running.forEach((uid, on) -> {
            if (on.equals(node)) {
                containers.remove(uid);
            }
        });
        running.values().removeIf(node::equals);
    }

    /** Where a container of each pod runs, by uid of the pod. */
    public NavigableMap<String, String> running() {
        return running;
    }
}
