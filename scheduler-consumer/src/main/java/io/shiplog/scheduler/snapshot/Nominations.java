package io.shiplog.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pods for which victims were asked to go, and the nodes where they will run then (status.nominatedNodeName). Nobody of
 * lower or equal priority is to take that room meanwhile. Mostly empty, which is all that the common case asks.
 */
public final class Nominations {

    private final Map<String, String> nodeByUid = new HashMap<>();
    private final Map<String, List<PodInfo>> byNode = new HashMap<>();
    private final Consumer<String> changed;

    /**
     * Nobody is nominated yet.
     *
     * @param changed hears of every node to which others are nominated than before
     */
    Nominations(Consumer<String> changed) {
        this.changed = changed;
    }

    /** Is nobody nominated? */
    public boolean isEmpty() {
        return nodeByUid.isEmpty();
    }

    /** The node that the pod is nominated to, or null. */
    public @Nullable String nodeOf(PodInfo pod) {
        return nodeByUid.get(pod.uid());
    }

    /** Nominates a pod to a node, instead of the one that it was nominated to. */
    public void put(PodInfo pod, String node) {
        remove(pod);
        nodeByUid.put(pod.uid(), node);
        byNode.computeIfAbsent(node, n -> new ArrayList<>(1)).add(pod);
        changed.accept(node);
    }

    /** Ends the pod's nomination; false when it had none. */
    public boolean remove(PodInfo pod) {
        String node = nodeByUid.remove(pod.uid());
        if (node == null) {
            return false;
        }
        List<PodInfo> there = byNode.getOrDefault(node, List.of());
        there.removeIf(one -> one.uid().equals(pod.uid()));
        if (there.isEmpty()) {
            byNode.remove(node);
        }
        changed.accept(node);
        return true;
    }

    /** Pods nominated to a node, the first nominated first. A copy. */
    public List<PodInfo> at(String node) {
        return List.copyOf(byNode.getOrDefault(node, List.of()));
    }

    /** Those of them that another pod has to reckon with on that node: of its priority or a higher one. */
    public List<PodInfo> ahead(PodInfo pod, String node) {
        if (!byNode.containsKey(node)) {
            return List.of();
        }
        List<PodInfo> out = ahead(pod.shape(), node);
        if (node.equals(nodeOf(pod))) {
            out.removeIf(one -> one.uid().equals(pod.uid()));
        }
        return out;
    }

    /** Those of them that a pod of this shape has to reckon with that is not nominated there itself. */
    public List<PodInfo> ahead(PodShape shape, String node) {
        List<PodInfo> there = byNode.get(node);
        if (there == null) {
            return List.of();
        }
        List<PodInfo> out = new ArrayList<>(there.size());
        for (PodInfo one : there) {
            if (one.shape().priority() >= shape.priority()) {
                out.add(one);
            }
        }
        return out;
    }
}
