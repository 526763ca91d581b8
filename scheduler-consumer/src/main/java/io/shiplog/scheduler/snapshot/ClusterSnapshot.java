package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
    private final Nominations nominations = new Nominations();
    private final NavigableMap<ObjectKey, DisruptionBudget> budgets = new TreeMap<>();
    private PodLives lives = PodLives.UNKNOWN;
    private int nodesThatPrefer;

    /** Numbers of the resources in this snapshot. */
    public ResourceIndex resources() {
        return resources;
    }

    /** Pods that wait for their victims to go. */
    public Nominations nominations() {
        return nominations;
    }

    /** The PodDisruptionBudgets by key. */
    public NavigableMap<ObjectKey, DisruptionBudget> budgets() {
        return budgets;
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
        return Collections.binarySearch(nodes, new NodeInfo(name), Comparator.comparing(NodeInfo::name));
    }

    /** Has some node a PreferNoSchedule taint? If not, nobody needs to count them. */
    public boolean anyNodePrefersNot() {
        return nodesThatPrefer > 0;
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
        } else if (Taint.anyPrefers(info.taints())) {
            nodesThatPrefer--;
        }
        Set<ClusterEvent> events = info.update(node);
        if (Taint.anyPrefers(info.taints())) {
            nodesThatPrefer++;
        }
        return events;
    }

    /** What is known of every Node object, in the order of names. */
    public List<NodeFacts> nodeFacts() {
        return nodes.stream().map(NodeInfo::facts).toList();
    }

    /** The Node is gone; pods that are still said to be on it stay counted, should it come back. */
    public void removeNode(String name) {
        NodeInfo info = find(name);
        if (info == null) {
            return;
        }
        if (Taint.anyPrefers(info.taints())) {
            nodesThatPrefer--;
        }
        nodes.remove(place(name));
        info.forget();
        dropIfEmpty(info);
    }

    /** Counts a pod on a node, known or not. */
    public void add(PodInfo pod, String node) {
        byName.computeIfAbsent(node, NodeInfo::new).add(pod);
    }

    /** No longer counts the pod on the node; false when it was not counted there. */
    public boolean remove(PodInfo pod, String node) {
        NodeInfo info = byName.get(node);
        boolean removed = info != null && info.remove(pod);
        if (removed && info != null) {
            dropIfEmpty(info);
        }
        return removed;
    }

    private void dropIfEmpty(NodeInfo info) {
        if (!info.known() && info.pods().isEmpty()) {
            byName.remove(info.name());
        }
    }
}
