package io.shiplog.executor.runtime.docker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Addresses of pods out of one subnet, known before a pod's first container is made and kept until the pod is removed.
 * Handed out in turn, so that an address is not met again soon. Those of the lower half are put in by the engine, those
 * of the upper half by an executor: either refuses what it has given out already, but knows nothing of the other's. Not
 * thread-safe. Pure.
 */
final class AddressPool {

    /** Network address, gateway and broadcast are not handed out. */
    private static final int FIRST = 2;

    private final int network;
    private final int size;
    private final Map<String, Integer> byUid = new HashMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private final Half lower;
    private final Half upper;

    /** Offsets from first to the one before end. */
    private static final class Half {
        private final int first;
        private final int end;
        private int next;

        Half(int first, int end, int start) {
            this.first = first;
            this.end = end;
            next = first + Math.floorMod(start, end - first);
        }

        int next() {
            int out = next;
            next = next + 1 == end ? first : next + 1;
            return out;
        }
    }

    /**
     * @param subnet e.g. 10.88.16.0/20
     * @param start where to begin, so that executors that share a subnet seldom meet
     */
    AddressPool(String subnet, int start) {
        String[] parts = subnet.split("/", 2);
        network = number(parts[0]);
        size = 1 << (32 - Integer.parseInt(parts[1]));
        lower = new Half(FIRST, size / 2, start);
        upper = new Half(size / 2, size - 1, start);
    }

    /**
     * The pod's address, a new one when it has none. Throws IllegalStateException when all are taken.
     *
     * @param ofUpper out of which half a new one is
     */
    String of(String uid, boolean ofUpper) {
        Integer known = byUid.get(uid);
        if (known != null) {
            return text(network + known);
        }
        Half half = ofUpper ? upper : lower;
        for (int tries = half.first; tries < half.end; tries++) {
            int offset = half.next();
            if (taken.add(offset)) {
                byUid.put(uid, offset);
                return text(network + offset);
            }
        }
        throw new IllegalStateException(
                "all " + (half.end - half.first) + " addresses of a half of the cluster's network are taken");
    }

    /** True for an address of the upper half. */
    boolean ofUpper(String address) {
        int offset = number(address) - network;
        return offset >= size / 2 && offset < size;
    }

    /** Somebody uses the address, maybe this pod. An address of another subnet is ignored. */
    void mark(String uid, String address) {
        int offset = number(address) - network;
        if (offset >= FIRST && offset < size - 1 && taken.add(offset)) {
            byUid.put(uid, offset);
        }
    }

    /** The pod's address turned out to be taken by somebody unknown; the next {@link #of} gives another. */
    void spoilt(String uid) {
        byUid.remove(uid); // and stays taken
    }

    /** The pod is gone. */
    void release(String uid) {
        Integer offset = byUid.remove(uid);
        if (offset != null) {
            taken.remove(offset);
        }
    }

    private static int number(String address) {
        int out = 0;
        for (String part : address.split("\\.", 4)) {
            out = (out << 8) + Integer.parseInt(part);
        }
        return out;
    }

    private static String text(int address) {
        return (address >>> 24) + "." + ((address >>> 16) & 0xff) + "." + ((address >>> 8) & 0xff) + "."
                + (address & 0xff);
    }
}
