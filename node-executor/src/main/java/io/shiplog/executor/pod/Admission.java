package io.shiplog.executor.pod;

import java.util.Optional;

/**
 * The last word on a binding: does the pod fit what the node has left? Mutable sums of one node; what is added must be
 * taken
 * away again with the same pod.
 */
public final class Admission {

    /** Why a pod is refused, in Kubernetes' words. */
    public record Refusal(String reason, String message) {

        /** As status.message has it. */
        public String statusMessage() {
            return "Pod was rejected: " + message;
        }
    }

    private final Requests allocatable;
    private final int podsMax;
    private long cpuMillis;
    private long memoryBytes;
    private int pods;

    public Admission(Requests allocatable, int podsMax) {
        this.allocatable = allocatable;
        this.podsMax = podsMax;
    }

    /** Empty when the pod fits beside those that are held. Pods first, then cpu, then memory. */
    public Optional<Refusal> refusal(Requests wanted) {
        if (pods + 1 > podsMax) {
            return Optional.of(refusal("pods", 1, pods, podsMax));
        }
        if (wanted.cpuMillis() > 0 && cpuMillis + wanted.cpuMillis() > allocatable.cpuMillis()) {
            return Optional.of(refusal("cpu", wanted.cpuMillis(), cpuMillis, allocatable.cpuMillis()));
        }
        if (wanted.memoryBytes() > 0 && memoryBytes + wanted.memoryBytes() > allocatable.memoryBytes()) {
            return Optional.of(refusal("memory", wanted.memoryBytes(), memoryBytes, allocatable.memoryBytes()));
        }
        return Optional.empty();
    }

    private static Refusal refusal(String resource, long requested, long used, long capacity) {
        return new Refusal(
                "OutOf" + resource,
                "Node didn't have enough resource: " + resource + ", requested: " + requested + ", used: " + used
                        + ", capacity: " + capacity);
    }

    /** Holds a pod. */
    public void add(Requests requests) {
        cpuMillis += requests.cpuMillis();
        memoryBytes += requests.memoryBytes();
        pods++;
    }

    /** Lets go of a pod that was held. */
    public void remove(Requests requests) {
        cpuMillis -= requests.cpuMillis();
        memoryBytes -= requests.memoryBytes();
        pods--;
    }

    /** Pods held. */
    public int pods() {
        return pods;
    }
}
