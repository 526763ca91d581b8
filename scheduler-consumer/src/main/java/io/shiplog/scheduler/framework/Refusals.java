package io.shiplog.scheduler.framework;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts why nodes were refused in one cycle; words the count as kube-scheduler does. */
public final class Refusals {

    private final Map<Status, int[]> counts = new HashMap<>();
    private Status last = Status.unschedulable("", "");
    private int[] lastCount = {0};

    /** One more node was refused for this. */
    public void add(Status status) {
        add(status, 1);
    }

    /** So many more nodes were refused for this. */
    public void add(Status status, int nodes) {
        // Neighbours are mostly refused by the same shared instance: no hashing of texts then.
        if (!same(status, last)) {
            lastCount = counts.computeIfAbsent(status, s -> new int[1]);
            last = status;
        }
        lastCount[0] += nodes;
    }

    /** One node less was refused for this, since it is judged anew. */
    public void takeBack(Status status) {
        add(status, -1);
    }

    /** All that others have counted, too. */
    public void addAll(Refusals others) {
        others.counts.forEach((status, count) -> add(status, count[0]));
    }

    @SuppressWarnings("ReferenceEquality") // only a short cut; equal statuses meet in the map
    private static boolean same(Status a, Status b) {
        return a == b;
    }

    /** Names of the plugins that refused some node. */
    public Set<String> plugins() {
        Set<String> out = new TreeSet<>();
        counts.forEach((status, count) -> {
            if (count[0] > 0) {
                out.add(status.plugin());
            }
        });
        return out;
    }

    /** Nodes whose refusal could be cured by removing pods, or not. */
    public int nodes(boolean unresolvable) {
        int sum = 0;
        for (Map.Entry<Status, int[]> entry : counts.entrySet()) {
            sum += entry.getKey().unresolvable() == unresolvable ? entry.getValue()[0] : 0;
        }
        return sum;
    }

    /** How many nodes gave each reason; a node may give several. */
    public Map<String, Integer> reasons() {
        Map<String, Integer> out = new TreeMap<>();
        counts.forEach((status, count) -> {
            if (count[0] > 0) {
                status.reasons().forEach(reason -> out.merge(reason, count[0], Integer::sum));
            }
        });
        return out;
    }

    /**
     * "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu." The parts are sorted as texts,
     * number
     * first, so "10 …" stands before "2 …".
     */
    public static String message(int nodes, Map<String, Integer> reasons) {
        List<String> parts = new ArrayList<>();
        reasons.forEach((reason, count) -> parts.add(count + " " + reason));
        parts.sort(null);
        String head = "0/" + nodes + " nodes are available";
        return parts.isEmpty() ? head + ":" : head + ": " + String.join(", ", parts) + ".";
    }
}
