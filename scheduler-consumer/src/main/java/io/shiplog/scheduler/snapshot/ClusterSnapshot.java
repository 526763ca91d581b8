package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and what is used of them, kept up to date change by change. Nodes are ordered by name, so that it does not
 * matter in which order they were heard of.
 */
public final class ClusterSnapshot {

    private final ResourceIndex resources = new ResourceIndex();
    private final Map<String, NodeInfo> byName = new HashMap<>();
    private final List<NodeInfo> nodes = new ArrayList<>();
    private int nodesThatPrefer;
    /** How many known nodes have an image, by its name. */
    private final Map<String, Integer> nodesByImage = new HashMap<>();

    /** Numbers of the resources in this snapshot. */
    public ResourceIndex resources() {
        return resources;
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
        } else {
            count(info, -1);
        }
        Set<ClusterEvent> events = info.update(node);
        count(info, 1);
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

    /** The Node is gone; pods that are still said to be on it stay counted, should it come back. */
    public void removeNode(String name) {
        NodeInfo info = find(name);
        if (info == null) {
            return;
        }
        count(info, -1);
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
