package io.shiplog.scheduler.snapshot;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The domains of one topology key: a number for every value that some node has. Free numbers are used again. */
final class TopologyKey {

    /** Makes every node a domain of its own, also those without a label or with the same; no label has this name. */
    static final String EACH_NODE = "/";

    final String label;
    /** Place of the node's domain in {@link NodeInfo#domain}. */
    final int number;
    /** How many counts go by this key. */
    int users;

    private final Map<String, Integer> domains = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int[] nodes = {};
    private int[] markedIn = {};
    private int round;

    TopologyKey(String label, int number) {
        this.label = label;
        this.number = number;
    }

    /** The value that makes the node's domain, or null when it is in none. */
    @Nullable
    String value(NodeInfo node) {
        return label.equals(EACH_NODE) ? node.name() : node.labels().get(label);
    }

    /** Takes the node in; its domain, or -1. */
    int join(NodeInfo node) {
        String value = value(node);
        if (value == null) {
            return -1;
        }
        Integer known = domains.get(value);
        int domain = known != null ? known : free.isEmpty() ? domains.size() : free.pop();
        if (known == null) {
            domains.put(value, domain);
        }
        if (domain >= nodes.length) {
            nodes = Arrays.copyOf(nodes, Math.max(8, domain * 2));
            markedIn = Arrays.copyOf(markedIn, nodes.length);
        }
        nodes[domain]++;
        return domain;
    }

    /** Forgets the node, whose labels are still those with which it joined. */
    void leave(NodeInfo node) {
        int domain = node.domain(number);
        if (domain >= 0 && --nodes[domain] == 0) {
            domains.remove(value(node));
            free.push(domain);
        }
    }

    /** Begins a new round of {@link #mark}. */
    void beginMarking() {
        round++;
    }

    /** True when the domain was not yet marked in this round. */
    boolean mark(int domain) {
        boolean first = markedIn[domain] != round;
        markedIn[domain] = round;
        return first;
    }
}
