package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and what is used of them, kept up to date change by change. Nodes are ordered by name, so that it does not
 * matter in which order they were heard of.
 */
public final class ClusterSnapshot {

    private final ResourceIndex resources = new ResourceIndex();
    private final Map<String, NodeInfo> byName = new HashMap<>();
    private final List<NodeInfo> nodes = new ArrayList<>();
    private final Namespaces namespaces = new Namespaces();
    private final TopologyIndex topology = new TopologyIndex(nodes, namespaces);
    private final NodeChanges changes = new NodeChanges();
    private final Nominations nominations = new Nominations(this::touch);
    private final NavigableMap<ObjectKey, DisruptionBudget> budgets = new TreeMap<>();
    private long budgetsVersion;
    private PodLives lives = PodLives.UNKNOWN;
    private int nodesThatPrefer;
    /** How many known nodes have an image, by its name. */
    private final Map<String, Integer> nodesByImage = new HashMap<>();

    /** Numbers of the resources in this snapshot. */
    public ResourceIndex resources() {
        return resources;
    }

    /** Where pods are that others look at. */
    public TopologyIndex topology() {
        return topology;
    }

    /** What is known of namespaces. */
    public Namespaces namespaces() {
        return namespaces;
    }

    /** Pods that wait for their victims to go. */
    public Nominations nominations() {
        return nominations;
    }

    /** Which nodes have changed. */
    public NodeChanges changes() {
        return changes;
    }

    /** Something has changed about the node that others keep, e.g. when its pods have started. */
    public void touch(String node) {
        NodeInfo info = byName.get(node);
        if (info != null) {
            changes.changed(info);
        }
    }

    /** The PodDisruptionBudgets in the order of their keys. */
    public Collection<DisruptionBudget> budgets() {
        return Collections.unmodifiableCollection(budgets.values());
    }

    /** Takes in a PodDisruptionBudget. */
    public void putBudget(DisruptionBudget budget) {
        budgets.put(budget.key(), budget);
        budgetsVersion++;
    }

    /** The PodDisruptionBudget is gone. */
    public void removeBudget(ObjectKey key) {
        budgets.remove(key);
        budgetsVersion++;
    }

    /** Another number after each change of a budget. */
    public long budgetsVersion() {
        return budgetsVersion;
    }

    /** What changes of pods while they run. */
    public PodLives lives() {
        return lives;
    }

    /** Who knows what changes of pods while they run. */
    public void lives(PodLives known) {
        lives = known;
    }

    /** Number of known nodes. */
    public int size() {
        return nodes.size();
    }

    /** The known node at this place in the order of names. */
    public NodeInfo node(int place) {
        return nodes.get(place);
    }

    /** The known node of this name, or null. */
    public @Nullable NodeInfo find(String name) {
        NodeInfo node = byName.get(name);
        return node == null || !node.known() ? null : node;
    }

    /** Place of a node in the order of names, or a negative number. */
    public int place(String name) {
        int low = 0;
        int high = nodes.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = nodes.get(middle).name().compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** Has some node a PreferNoSchedule taint? If not, nobody needs to count them. */
    public boolean anyNodePrefersNot() {
        return nodesThatPrefer > 0;
    }

    /** How many known nodes have the image of this normalised name. */
    public int nodesWith(String image) {
        return nodesByImage.getOrDefault(image, 0);
    }

    /** Takes in a Node; returns what about it may help a waiting pod. */
    public Set<ClusterEvent> putNode(ObjectNode node) {
        return putNode(NodeFacts.of(node, resources));
    }

    /** The same for a Node that was read before. */
    public Set<ClusterEvent> putNode(NodeFacts node) {
        String name = node.name();
        NodeInfo info = byName.computeIfAbsent(name, NodeInfo::new);
        if (!info.known()) {
            nodes.add(-place(name) - 1, info);
            changes.membersChanged();
        } else {
            count(info, -1);
        }
        boolean moves = info.movesWith(node);
        if (moves && info.known()) {
            topology.leave(info);
        }
        Set<ClusterEvent> events = info.update(node);
        if (moves) {
            topology.join(info);
        }
        count(info, 1);
        changes.changed(info);
        return events;
    }

    private void count(NodeInfo node, int sign) {
        if (Taint.anyPrefers(node.taints())) {
            nodesThatPrefer += sign;
        }
        for (String image : node.images().keySet()) {
            nodesByImage.merge(image, sign, (was, more) -> was + more == 0 ? null : was + more);
        }
    }

    /** What is known of every Node object, in the order of names. */
    public List<NodeFacts> nodeFacts() {
        return nodes.stream().map(NodeInfo::facts).toList();
    }

    /** Takes in the labels of a namespace; returns what about it may help a waiting pod. */
    public Set<ClusterEvent> putNamespace(String name, Map<String, String> labels) {
        return namespaceChanged(namespaces.put(name, labels));
    }

    /** The namespace is gone. */
    public Set<ClusterEvent> removeNamespace(String name) {
        return namespaceChanged(namespaces.remove(name));
    }

    private Set<ClusterEvent> namespaceChanged(boolean changed) {
        if (!changed) {
            return Set.of();
        }
        topology.namespaceChanged();
        return Set.of(ClusterEvent.NAMESPACE_LABELS_CHANGED);
    }

    /**
     * The Node is gone; pods that are still said to be on it stay counted, should it come back. Returns what about it
     * may help a waiting pod.
     */
    public Set<ClusterEvent> removeNode(String name) {
        NodeInfo info = find(name);
        if (info == null) {
            return Set.of();
        }
        topology.leave(info);
        count(info, -1);
        nodes.remove(place(name));
        changes.membersChanged();
        info.forget();
        dropIfEmpty(info);
        return Set.of(ClusterEvent.NODE_REMOVED);
    }

    /** Counts a pod on a node, known or not. */
    public void add(PodInfo pod, String node) {
        NodeInfo info = byName.computeIfAbsent(node, NodeInfo::new);
        info.add(pod);
        changes.changed(info);
        if (info.known()) {
            topology.add(pod, info);
        }
    }

    /** No longer counts the pod on the node; false when it was not counted there. */
    public boolean remove(PodInfo pod, String node) {
        NodeInfo info = byName.get(node);
        PodInfo counted = info == null ? null : info.remove(pod);
        if (info == null || counted == null) {
            return false;
        }
        changes.changed(info);
        if (info.known()) {
            topology.remove(counted, info);
        }
        dropIfEmpty(info);
        return true;
    }

    private void dropIfEmpty(NodeInfo info) {
        if (!info.known() && info.pods().isEmpty()) {
            byName.remove(info.name());
        }
    }
}
