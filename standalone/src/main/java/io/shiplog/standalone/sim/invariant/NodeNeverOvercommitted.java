package io.shiplog.standalone.sim.invariant;

import io.shiplog.executor.pod.Requests;
import java.util.HashMap;
import java.util.Map;

/** What runs on a node never asks for more than the node has: the executor has the last word. */
public final class NodeNeverOvercommitted implements Invariant {

    private record Held(String node, Requests requests, int containers) {}

    private final Map<String, Requests> capacity;
    private final Map<String, Held> held = new HashMap<>();

    /** Judges nodes by their capacity. */
    public NodeNeverOvercommitted(Map<String, Requests> capacity) {
        this.capacity = Map.copyOf(capacity);
    }

    @Override
    public void started(String node, String uid, int container, Requests requests) {
        held.merge(uid, new Held(node, requests, 1), (old, one) -> new Held(node, requests, old.containers() + 1));
        long cpu = 0;
        long memory = 0;
        for (Held one : held.values()) {
            if (one.node().equals(node)) {
                cpu += one.requests().cpuMillis();
                memory += one.requests().memoryBytes();
            }
        }
        Requests has = capacity.get(node);
        if (has != null && (cpu > has.cpuMillis() || memory > has.memoryBytes())) {
            fail(node + " runs pods that ask for " + cpu + "m and " + memory + " bytes; it has " + has);
        }
    }

    @Override
    public void ended(String node, String uid, int container) {
        held.computeIfPresent(
                uid,
                (key, one) ->
                        one.containers() == 1 ? null : new Held(one.node(), one.requests(), one.containers() - 1));
    }

    @Override
    public void machineDied(String node) {
        held.values().removeIf(one -> one.node().equals(node));
    }
}
