package io.shiplog.scheduler.snapshot;

/**
 * How many pods there are in each domain of a topology key: those of a set on the nodes of a scope, or those that have
 * a term. Kept up to date by {@link TopologyIndex}; {@link Tally} is what a cycle sees of it.
 */
final class DomainCounts {

    final TopologyKey key;
    final NodeScope scope;
    final IntCounts pods = new IntCounts();
    /** How many nodes of the scope each domain has; nothing is counted here unless the emptiest domain is asked for. */
    private final IntCounts nodes = new IntCounts();

    private final boolean findsEmptiest;
    /** Count of the emptiest domain, how many domains have it, and whether both may be wrong by now. */
    private long emptiest;

    private int emptiestDomains;
    private boolean stale = true;

    DomainCounts(TopologyKey key, NodeScope scope, boolean findsEmptiest) {
        this.key = key;
        this.scope = scope;
        this.findsEmptiest = findsEmptiest;
    }

    /** Counts a pod on the node, or with -1 no longer. */
    void count(NodeInfo node, int sign) {
        int domain = node.domain(key.number);
        if (domain < 0 || !scope.contains(node)) {
            return;
        }
        int after = pods.add(domain, sign);
        if (!findsEmptiest || stale) {
            return;
        }
        if (after - sign == emptiest) {
            emptiestDomains--;
        }
        if (after < emptiest) {
            emptiest = after;
            emptiestDomains = 1;
        } else if (after == emptiest) {
            emptiestDomains++;
        }
        stale = emptiestDomains == 0;
    }

    /** Takes in a node on which nothing is counted yet. */
    void join(NodeInfo node) {
        addNode(node, 1);
    }

    /** Forgets a node on which nothing is counted any more. */
    void leave(NodeInfo node) {
        addNode(node, -1);
    }

    private void addNode(NodeInfo node, int sign) {
        int domain = node.domain(key.number);
        if (findsEmptiest && domain >= 0 && scope.contains(node)) {
            int after = nodes.add(domain, sign);
            stale |= after == (sign > 0 ? 1 : 0);
        }
    }

    /** How many domains there are. */
    int domains() {
        return nodes.size();
    }

    /** Count of the emptiest domain, Long.MAX_VALUE when there is none. */
    long emptiest() {
        if (stale) {
            emptiest = Long.MAX_VALUE;
            emptiestDomains = 0;
            for (int place = 0; place < nodes.places(); place++) {
                if (nodes.keyAt(place) >= 0) {
                    see(pods.get(nodes.keyAt(place)));
                }
            }
            stale = false;
        }
        return emptiest;
    }

    private void see(long count) {
        if (count < emptiest) {
            emptiest = count;
            emptiestDomains = 0;
        }
        if (count == emptiest) {
            emptiestDomains++;
        }
    }

    /** The same if the counts differed by so much. */
    long emptiest(IntCounts differences) {
        long others = emptiest();
        int othersLeft = emptiestDomains;
        long changed = Long.MAX_VALUE;
        for (int place = 0; place < differences.places(); place++) {
            int domain = differences.keyAt(place);
            if (domain >= 0) {
                int here = pods.get(domain);
                othersLeft -= here == others ? 1 : 0;
                changed = Math.min(changed, here + differences.valueAt(place));
            }
        }
        return othersLeft > 0 ? Math.min(others, changed) : lookForEmptiest(differences);
    }

    private long lookForEmptiest(IntCounts differences) {
        long out = Long.MAX_VALUE;
        for (int place = 0; place < nodes.places(); place++) {
            int domain = nodes.keyAt(place);
            if (domain >= 0) {
                out = Math.min(out, pods.get(domain) + differences.get(domain));
            }
        }
        return out;
    }
}
