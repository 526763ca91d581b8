package io.shiplog.scheduler.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * What one cycle sees of counts that all cycles share: the counts themselves, and what would be different if some pods
 * were placed otherwise. Asking allocates nothing. Valid until the snapshot changes.
 */
public final class Tally {

    private final DomainCounts counts;
    private final int key;
    private final long weight;
    private @Nullable IntCounts differences;

    Tally(DomainCounts counts, long weight) {
        this.counts = counts;
        this.key = counts.key.number;
        this.weight = weight;
    }

    /** What each of the pods counted is worth. */
    public long weight() {
        return weight;
    }

    /** Is the node in some domain? */
    public boolean has(NodeInfo node) {
        return node.domain(key) >= 0;
    }

    /** How many pods are in the node's domain; 0 when it is in none. */
    public int at(NodeInfo node) {
        int domain = node.domain(key);
        if (domain < 0) {
            return 0;
        }
        int shared = counts.pods.get(domain);
        return differences == null ? shared : shared + differences.get(domain);
    }

    /** Pods in all domains. */
    public long total() {
        return counts.pods.total() + (differences == null ? 0 : differences.total());
    }

    /** How many domains have nodes that count. */
    public int domains() {
        return counts.domains();
    }

    /** How many pods the emptiest domain has; Long.MAX_VALUE when there are no domains. */
    public long emptiest() {
        return differences == null ? counts.emptiest() : counts.emptiest(differences);
    }

    /** From now on as if one pod more were on the node, or with -1 one less. */
    public void differ(NodeInfo node, int sign) {
        int domain = node.domain(key);
        if (domain < 0 || !counts.scope.contains(node)) {
            return;
        }
        if (differences == null) {
            differences = new IntCounts();
        }
        differences.add(domain, sign);
        if (differences.size() == 0) {
            differences = null;
        }
    }

    /** Begins counting different domains by {@link #firstOfItsDomain}. */
    public void beginRound() {
        counts.key.beginMarking();
    }

    /** True for the first node of a domain since {@link #beginRound}; false for a node in no domain. */
    public boolean firstOfItsDomain(NodeInfo node) {
        int domain = node.domain(key);
        return domain >= 0 && counts.key.mark(domain);
    }
}
