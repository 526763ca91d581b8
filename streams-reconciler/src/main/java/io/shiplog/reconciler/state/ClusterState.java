package io.shiplog.reconciler.state;

import io.shiplog.schemas.object.JsonShapes;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.SystemPriorities;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.topic.Partitioning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * All that one task knows: its objects with their indexes, the facts broadcast to it, its {@link Rows}, and commands
 * that are {@link WaitingMembers} of atomic groups. One writer, the engine; what a slice changed can be taken back.
 * Indexes are derived from the objects and never stored.
 */
public final class ClusterState implements ClusterView {

    private record Bucket(String namespace, String group, String kind) implements Comparable<Bucket> {
        @Override
        public int compareTo(Bucket other) {
            int order = ObjectKey.compare(namespace, other.namespace);
            if (order == 0) {
                order = ObjectKey.compare(group, other.group);
            }
            return order == 0 ? ObjectKey.compare(kind, other.kind) : order;
        }
    }

    private record Undo(ObjectKey key, @Nullable KubeObject before) {}

    private record FactUndo(String key, @Nullable ClusterFact before) {}

    /** Where a slice stood, to go back to. */
    public record Mark(int objects, int facts, int rows, int members) {}

    private final int partition;
    private final int partitions;
    private final JsonShapes shapes = new JsonShapes();
    private final NavigableMap<Bucket, NavigableMap<String, KubeObject>> objects = new TreeMap<>();
    private final Map<String, NavigableMap<ObjectKey, KubeObject>> byController = new HashMap<>();
    private final Map<String, NavigableMap<ObjectKey, KubeObject>> byOwner = new HashMap<>();
    private final Map<String, NavigableMap<ObjectKey, KubeObject>> podsByNode = new HashMap<>();
    private final ConfigUse configUse = new ConfigUse();
    private final NavigableMap<String, ClusterFact> facts = new TreeMap<>();
    private final Map<String, NodeFacts.Known> nodes = new HashMap<>();
    private final NavigableMap<String, PriorityClassFacts> priorityClasses = new TreeMap<>();
    private final Rows rows = new Rows();
    private final WaitingMembers members = new WaitingMembers();
    private final List<Undo> undo = new ArrayList<>();
    private final List<FactUndo> factUndo = new ArrayList<>();

    /**
     * An empty state.
     *
     * @param partition the namespace partition of the task
     * @param partitions how many there are
     */
    public ClusterState(int partition, int partitions) {
        this.partition = partition;
        this.partitions = partitions;
        PriorityClassFacts.SYSTEM.forEach(one -> priorityClasses.put(one.name(), one));
    }

    @Override
    public int partition() {
        return partition;
    }

    public int partitions() {
        return partitions;
    }

    /** The small rows. */
    public Rows rows() {
        return rows;
    }

    /** Commands that wait for the other members of their atomic group. */
    public WaitingMembers members() {
        return members;
    }

    // ---- reading

    @Override
    public @Nullable KubeObject get(ObjectKey key) {
        NavigableMap<String, KubeObject> bucket = objects.get(new Bucket(key.namespace(), key.group(), key.kind()));
        return bucket == null ? null : bucket.get(key.name());
    }

    @Override
    public Collection<KubeObject> list(Kind kind, String namespace) {
        NavigableMap<String, KubeObject> bucket = objects.get(new Bucket(namespace, kind.group(), kind.kind()));
        return bucket == null ? List.of() : Collections.unmodifiableCollection(bucket.values());
    }

    @Override
    public Collection<KubeObject> listNamespace(String namespace) {
        List<KubeObject> out = new ArrayList<>();
        Bucket from = new Bucket(namespace, "", "");
        for (Map.Entry<Bucket, NavigableMap<String, KubeObject>> e :
                objects.tailMap(from, true).entrySet()) {
            if (!e.getKey().namespace().equals(namespace)) {
                break;
            }
            out.addAll(e.getValue().values());
        }
        return out;
    }

    /** True when it holds nothing: that of a task without a past. */
    public boolean isEmpty() {
        return objects.isEmpty() && facts.isEmpty() && rows.isEmpty() && members.isEmpty();
    }

    /** Every object, namespace by namespace. */
    public Collection<KubeObject> all() {
        List<KubeObject> out = new ArrayList<>();
        objects.values().forEach(bucket -> out.addAll(bucket.values()));
        return out;
    }

    @Override
    public Collection<KubeObject> controlledBy(String ownerUid, Kind kind) {
        NavigableMap<ObjectKey, KubeObject> owned = byController.get(ownerUid);
        if (owned == null) {
            return List.of();
        }
        ObjectKey from = new ObjectKey(kind.group(), kind.kind(), "", "");
        ObjectKey to = new ObjectKey(kind.group(), kind.kind() + "\0", "", "");
        return Collections.unmodifiableCollection(owned.subMap(from, to).values());
    }

    @Override
    public Collection<KubeObject> dependents(String ownerUid) {
        return valuesOf(byOwner.get(ownerUid));
    }

    @Override
    public Collection<KubeObject> podsOnNode(String node) {
        return valuesOf(podsByNode.get(node));
    }

    /** Which nodes need which ConfigMaps and Secrets of this partition. */
    public ConfigUse configUse() {
        return configUse;
    }

    private static Collection<KubeObject> valuesOf(@Nullable NavigableMap<ObjectKey, KubeObject> index) {
        return index == null ? List.of() : Collections.unmodifiableCollection(index.values());
    }

    @Override
    public @Nullable KubeObject node(String name) {
        NodeFacts.Known known = nodes.get(name);
        return known == null ? null : known.node();
    }

    /** Epoch of a node, or 0 for one that is not known. */
    public long nodeEpoch(String name) {
        NodeFacts.Known known = nodes.get(name);
        return known == null ? 0 : known.epoch();
    }

    @Override
    public Collection<PriorityClassFacts> priorityClasses() {
        return Collections.unmodifiableCollection(priorityClasses.values());
    }

    @Override
    public @Nullable PriorityClassFacts priorityClass(String name) {
        return priorityClasses.get(name);
    }

    @Override
    public boolean nodeRemoved(String name) {
        ClusterFact fact = facts.get(factKey(FactKind.NODE, name));
        return fact != null && fact.getRemoved();
    }

    @Override
    public boolean ownerGone(String uid) {
        return facts.containsKey(factKey(FactKind.OWNER_GONE, uid));
    }

    @Override
    public boolean owns(String routingKey) {
        return Partitioning.of(routingKey, partitions) == partition;
    }

    /** A broadcast fact, or null. */
    public @Nullable ClusterFact fact(FactKind kind, String name) {
        return facts.get(factKey(kind, name));
    }

    // ---- writing: the engine only

    /** Takes in an object that is already in the store. */
    public void load(KubeObject object) {
        object.compact();
        object.pack(shapes);
        replace(object.key(), null, object);
    }

    /** Takes in a fact that is already in the store. */
    public void load(ClusterFact fact) {
        setFact(factKey(fact.getFactKind(), fact.getName()), fact);
    }

    /** Puts an object in the place of the one with its key. */
    public void put(KubeObject object) {
        KubeObject before = get(object.key());
        undo.add(new Undo(object.key(), before));
        replace(object.key(), before, object);
    }

    /** Removes an object; nothing happens when there is none. */
    public void remove(ObjectKey key) {
        KubeObject before = get(key);
        if (before != null) {
            undo.add(new Undo(key, before));
            replace(key, before, null);
        }
    }

    /** Takes in a broadcast fact unless a newer one is known; false when it was ignored. */
    public boolean putFact(ClusterFact fact) {
        String key = factKey(fact.getFactKind(), fact.getName());
        ClusterFact known = facts.get(key);
        if (known != null && known.getUid().equals(fact.getUid()) && known.getVersion() >= fact.getVersion()) {
            return false;
        }
        factUndo.add(new FactUndo(key, known));
        setFact(key, fact);
        return true;
    }

    /** Where the state stands now. */
    public Mark mark() {
        return new Mark(undo.size(), factUndo.size(), rows.mark(), members.mark());
    }

    /** Takes back everything since a mark. */
    public void rollback(Mark mark) {
        for (int i = undo.size() - 1; i >= mark.objects(); i--) {
            Undo step = undo.remove(i);
            replace(step.key(), get(step.key()), step.before());
        }
        for (int i = factUndo.size() - 1; i >= mark.facts(); i--) {
            FactUndo step = factUndo.remove(i);
            setFact(step.key(), step.before());
        }
        rows.rollback(mark.rows());
        members.rollback(mark.members());
    }

    /** Ends a slice: nothing can be taken back any more; returns what is to be stored besides objects. */
    public Changes drain() {
        for (Undo step : undo) {
            KubeObject now = get(step.key());
            if (now != null) {
                now.compact();
                now.pack(shapes);
            }
        }
        undo.clear();
        Map<String, @Nullable ClusterFact> changedFacts = new LinkedHashMap<>();
        factUndo.forEach(step -> changedFacts.put(step.key(), facts.get(step.key())));
        factUndo.clear();
        return new Changes(rows.drain(), changedFacts, members.drain());
    }

    /** What a slice changed besides objects; null: removed. */
    public record Changes(
            Map<String, @Nullable String> rows,
            Map<String, @Nullable ClusterFact> facts,
            Map<String, @Nullable SpecificRecord> members) {}

    /** Key of a fact, e.g. NODE/node-1. */
    public static String factKey(FactKind kind, String name) {
        return kind + "/" + name;
    }

    private void setFact(String key, @Nullable ClusterFact fact) {
        if (fact == null) {
            ClusterFact gone = facts.remove(key);
            if (gone != null) {
                setNode(gone, true);
                setPriorityClass(gone, true);
            }
            return;
        }
        facts.put(key, fact);
        setNode(fact, fact.getRemoved());
        setPriorityClass(fact, fact.getRemoved());
    }

    private void setNode(ClusterFact fact, boolean gone) {
        if (fact.getFactKind() == FactKind.NODE) {
            if (gone) {
                nodes.remove(fact.getName());
            } else {
                NodeFacts.Known known = NodeFacts.of(fact);
                fact.setBody(known.body());
                nodes.put(fact.getName(), known);
            }
        }
    }

    private void setPriorityClass(ClusterFact fact, boolean gone) {
        if (fact.getFactKind() != FactKind.PRIORITY_CLASS || SystemPriorities.has(fact.getName())) {
            return;
        }
        if (gone) {
            priorityClasses.remove(fact.getName());
        } else {
            priorityClasses.put(fact.getName(), PriorityClassFacts.of(fact));
        }
    }

    private void replace(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject after) {
        Bucket bucket = new Bucket(key.namespace(), key.group(), key.kind());
        if (after == null) {
            NavigableMap<String, KubeObject> in = objects.get(bucket);
            if (in != null) {
                in.remove(key.name());
                if (in.isEmpty()) {
                    objects.remove(bucket);
                }
            }
        } else {
            objects.computeIfAbsent(bucket, b -> new TreeMap<>()).put(key.name(), after);
        }
        if (before != null) {
            index(before, false);
        }
        if (after != null) {
            index(after, true);
        }
    }

    private void index(KubeObject object, boolean add) {
        index(byController, object.ownerUid(), object, add); // under the empty uid: the orphans
        for (String owner : object.ownerUids()) {
            index(byOwner, owner, object, add);
        }
        if (!object.node().isEmpty() && object.kind().equals(Kinds.POD.kind())) {
            index(podsByNode, object.node(), object, add);
            configUse.count(object, add);
        }
    }

    private static void index(
            Map<String, NavigableMap<ObjectKey, KubeObject>> index, String by, KubeObject object, boolean add) {
        if (add) {
            index.computeIfAbsent(by, k -> new TreeMap<>()).put(object.key(), object);
            return;
        }
        NavigableMap<ObjectKey, KubeObject> entries = index.get(by);
        if (entries != null) {
            entries.remove(object.key());
            if (entries.isEmpty()) {
                index.remove(by);
            }
        }
    }
}
