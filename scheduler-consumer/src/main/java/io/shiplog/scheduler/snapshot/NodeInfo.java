package io.shiplog.scheduler.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node and what is used of it. Pods may be counted before their node is known (the log gives no such order): then it
 * is
 * not {@link #known()} and not among the snapshot's nodes.
 */
public final class NodeInfo {

    private final String name;
    private final List<PodInfo> pods = new ArrayList<>();
    private final List<HostPort> ports = new ArrayList<>();
    private boolean known;
    private NodeFacts facts;
    private long[] requested = new long[ResourceIndex.FIRST_SCALAR];
    private long scoringCpuMilli;
    private long scoringMemoryBytes;
    /** By the number of the topology key; kept by {@link TopologyKeys}. */
    int[] domains = {};

    /** Kept by {@link NodeChanges}. */
    long version;

    private int lowestPriority;
    /** The pod with the lowest priority has gone: {@link #lowestPriority} may be too low. */
    private boolean lowestPriorityUnsure;

    NodeInfo(String name) {
        this.name = name;
        this.facts = nothing(name);
    }

    /** An equal one that changes apart from it. */
    NodeInfo(NodeInfo like) {
        this.name = like.name;
        this.known = like.known;
        this.facts = like.facts;
        this.domains = like.domains;
        like.pods.forEach(this::add);
    }

    /** Takes over what a Node object says; returns what about it may help a waiting pod. */
    Set<ClusterEvent> update(NodeFacts now) {
        Set<ClusterEvent> events = new LinkedHashSet<>();
        if (!known) {
            events.add(ClusterEvent.NODE_ADDED);
        } else {
            if (now.allocatablePods() > facts.allocatablePods() || grew(facts.allocatable(), now.allocatable())) {
                events.add(ClusterEvent.NODE_ALLOCATABLE_GREW);
            }
            if (!now.labels().equals(facts.labels())) {
                events.add(ClusterEvent.NODE_LABELS_CHANGED);
            }
            if (now.unschedulable() != facts.unschedulable() || !Arrays.equals(now.taints(), facts.taints())) {
                events.add(ClusterEvent.NODE_TAINTS_CHANGED);
            }
        }
        known = true;
        facts = now;
        return events;
    }

    /** Would it be in other places, or count for others, if the Node object said this? */
    boolean movesWith(NodeFacts now) {
        return !known || !now.labels().equals(facts.labels()) || !Arrays.equals(now.taints(), facts.taints());
    }

    private static boolean grew(long[] before, long[] after) {
        for (int i = 0; i < after.length; i++) {
            if (after[i] > ResourceIndex.at(before, i)) {
                return true;
            }
        }
        return false;
    }

    private static NodeFacts nothing(String name) {
        return new NodeFacts(name, Map.of(), new Taint[0], false, new long[ResourceIndex.FIRST_SCALAR], 0, Map.of());
    }

    void forget() {
        known = false;
        facts = nothing(name);
    }

    void add(PodInfo pod) {
        lowestPriority = pods.isEmpty()
                ? pod.shape().priority()
                : Math.min(lowestPriority, pod.shape().priority());
        pods.add(pod);
        count(pod.shape(), 1);
        Collections.addAll(ports, pod.shape().hostPorts);
    }

    /** No longer counts the pod; what was counted of it, or null. */
    @Nullable
    PodInfo remove(PodInfo pod) {
        for (int i = pods.size() - 1; i >= 0; i--) {
            if (pods.get(i).uid().equals(pod.uid())) {
                PodInfo counted = pods.remove(i);
                PodShape shape = counted.shape();
                count(shape, -1);
                lowestPriorityUnsure |= shape.priority() == lowestPriority;
                for (HostPort port : shape.hostPorts) {
                    ports.remove(port);
                }
                return counted;
            }
        }
        return null;
    }

    private void count(PodShape shape, int sign) {
        if (requested.length < shape.requests.length) {
            requested = Arrays.copyOf(requested, shape.requests.length);
        }
        for (int i = 0; i < shape.requests.length; i++) {
            requested[i] += sign * shape.requests[i];
        }
        scoringCpuMilli += sign * shape.scoringCpuMilli;
        scoringMemoryBytes += sign * shape.scoringMemoryBytes;
    }

    public String name() {
        return name;
    }

    /** Number of its domain by a topology key, or -1 when it is in none. */
    int domain(int key) {
        return key < domains.length ? domains[key] : -1;
    }

    /** Another number after each change that a filter may see of the node alone. */
    public long version() {
        return version;
    }

    /** There is a Node object of this name. */
    public boolean known() {
        return known;
    }

    /** What its Node object says. */
    NodeFacts facts() {
        return facts;
    }

    public boolean unschedulable() {
        return facts.unschedulable();
    }

    public Map<String, String> labels() {
        return facts.labels();
    }

    /** Not to be changed. */
    public Taint[] taints() {
        return facts.taints();
    }

    /** Bytes of the images that it has, by each of their names. */
    public Map<String, Long> images() {
        return facts.images();
    }

    /** status.allocatable of a resource. */
    public long allocatable(int resource) {
        return ResourceIndex.at(facts.allocatable(), resource);
    }

    /** How many pods may run on it. */
    public long allocatablePods() {
        return facts.allocatablePods();
    }

    /** What its pods ask of a resource, those included that are being placed or terminating. */
    public long requested(int resource) {
        return ResourceIndex.at(requested, resource);
    }

    /** Millicores that count in scores. */
    public long scoringCpuMilli() {
        return scoringCpuMilli;
    }

    /** Bytes that count in scores. */
    public long scoringMemoryBytes() {
        return scoringMemoryBytes;
    }

    /** Pods that hold resources here; not to be changed. */
    public List<PodInfo> pods() {
        return pods;
    }

    /** Has it a pod of lower priority than this? */
    public boolean hasPodBelow(int priority) {
        if (pods.isEmpty() || lowestPriority >= priority) {
            return false;
        }
        if (lowestPriorityUnsure) {
            lowestPriority =
                    pods.stream().mapToInt(pod -> pod.shape().priority()).min().orElse(0);
            lowestPriorityUnsure = false;
        }
        return lowestPriority < priority;
    }

    /** Host ports taken; not to be changed. */
    public List<HostPort> ports() {
        return ports;
    }

    @Override
    public String toString() {
        return name;
    }
}
