package io.shiplog.scheduler.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topology keys by which something is counted, and the domains of the known nodes by each of them. */
final class TopologyKeys {

    private final List<NodeInfo> known;
    private final Map<String, TopologyKey> byLabel = new HashMap<>();
    /** By number; null where a number is free. */
    private final List<@Nullable TopologyKey> all = new ArrayList<>();

    TopologyKeys(List<NodeInfo> known) {
        this.known = known;
    }

    /** One more count goes by this key. */
    TopologyKey use(String label) {
        TopologyKey key = byLabel.get(label);
        if (key == null) {
            key = new TopologyKey(label, freeNumber());
            all.set(key.number, key);
            byLabel.put(label, key);
            for (NodeInfo node : known) {
                set(node, key);
            }
        }
        key.users++;
        return key;
    }

    private int freeNumber() {
        int free = all.indexOf(null);
        if (free < 0) {
            all.add(null);
            free = all.size() - 1;
        }
        return free;
    }

    /** One count less goes by it; nobody numbers domains that nobody counts. */
    void release(TopologyKey key) {
        key.users--;
        if (key.users == 0) {
            byLabel.remove(key.label);
            all.set(key.number, null);
            for (NodeInfo node : known) {
                node.domains[key.number] = -1;
            }
        }
    }

    void join(NodeInfo node) {
        for (TopologyKey key : all) {
            if (key != null) {
                set(node, key);
            }
        }
    }

    private static void set(NodeInfo node, TopologyKey key) {
        int before = node.domains.length;
        if (key.number >= before) {
            node.domains = Arrays.copyOf(node.domains, key.number + 1);
            Arrays.fill(node.domains, before, node.domains.length, -1);
        }
        node.domains[key.number] = key.join(node);
    }

    void leave(NodeInfo node) {
        for (TopologyKey key : all) {
            if (key != null) {
                key.leave(node);
            }
        }
        Arrays.fill(node.domains, -1);
    }
}
