package io.shiplog.scheduler.snapshot;

import java.util.function.Consumer;

/**
 * Which nodes have changed, in the order of their changes: who has judged all nodes for a pod need only judge those
 * again for the next one that is like it.
 *
 * <p>A change is whatever a filter may see of a node alone: what its Node object says, the pods on it, and the pods
 * that are nominated to it.
 */
public final class NodeChanges {

    /** So many of the last changes are known; a power of two. */
    private static final int KNOWN = 8_192;

    private final NodeInfo[] last = new NodeInfo[KNOWN];
    private long count;
    private long memberships;

    NodeChanges() {}

    void changed(NodeInfo node) {
        last[(int) (count % KNOWN)] = node;
        count++;
        node.version = count;
    }

    /** A node has come or gone, so that places in the order of names are others now. */
    void membersChanged() {
        memberships++;
    }

    /** How many changes there have been: the version of a node that has changed last. */
    public long count() {
        return count;
    }

    /** How often nodes have come or gone. While it stays the same, a place stands for the same node. */
    public long memberships() {
        return memberships;
    }

    /**
     * Tells of every node that has changed since there were so many changes, once each. False when that is too long
     * ago, and nothing was told.
     */
    public boolean since(long then, Consumer<NodeInfo> told) {
        if (count - then > KNOWN) {
            return false;
        }
        for (long change = then; change < count; change++) {
            NodeInfo node = last[(int) (change % KNOWN)];
            // One that has changed again is told of where it did so last.
            if (node.version == change + 1) {
                told.accept(node);
            }
        }
        return true;
    }
}
