package io.shiplog.executor.runtime.simulated;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Pod addresses in 10.0.0.0/8: a /24 per node where the node's name hashes to, the next free one on collision; within
 * it the
 * lowest free number. Shown only; nothing listens there.
 */
final class Addresses {

    private static final int SUBNETS = 1 << 16;
    private static final int FIRST = 10 << 24;
    private static final int HOSTS = 256;

    private final BitSet subnets = new BitSet(SUBNETS);
    private final Map<String, Integer> byNode = new HashMap<>();
    private final Map<Integer, BitSet> used = new HashMap<>();

    /** Takes an address for a pod of this node. */
    int take(String node) {
        int subnet = byNode.computeIfAbsent(node, this::subnet);
        BitSet hosts = used.computeIfAbsent(subnet, s -> new BitSet(HOSTS));
        int host = hosts.nextClearBit(2);
        hosts.set(host);
        // Beyond 253 pods the number runs into the neighbour's /24, which hardly ever is taken.
        return FIRST + subnet * HOSTS + host;
    }

    /** Takes this very address again, after a restart. */
    void restore(String node, int address) {
        int subnet = byNode.computeIfAbsent(node, this::subnet);
        int host = address - FIRST - subnet * HOSTS;
        if (host > 0 && host < SUBNETS) {
            used.computeIfAbsent(subnet, s -> new BitSet(HOSTS)).set(host);
        }
    }

    /** Gives an address back. */
    void free(String node, int address) {
        Integer subnet = byNode.get(node);
        BitSet hosts = subnet == null ? null : used.get(subnet);
        if (hosts != null && subnet != null) {
            hosts.clear(Math.max(0, address - FIRST - subnet * HOSTS));
        }
    }

    static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    private int subnet(String node) {
        int wish = Math.floorMod(node.hashCode() * 31, SUBNETS);
        int free = subnets.nextClearBit(wish);
        int subnet = free < SUBNETS ? free : subnets.nextClearBit(0);
        subnets.set(subnet);
        return subnet;
    }
}
