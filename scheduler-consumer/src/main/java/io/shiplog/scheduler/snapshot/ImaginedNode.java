package io.shiplog.scheduler.snapshot;

/** A copy of a node to try out what would be if pods were taken away or put there; the node itself does not notice. */
public final class ImaginedNode {

    private final NodeInfo node;

    /** The node as it is. */
    public ImaginedNode(NodeInfo real) {
        node = new NodeInfo(real);
    }

    /** The node as it would be. */
    public NodeInfo node() {
        return node;
    }

    /** Puts a pod there. */
    public void add(PodInfo pod) {
        node.add(pod);
    }

    /** Takes a pod away; nothing happens when it is not there. */
    public void remove(PodInfo pod) {
        node.remove(pod);
    }
}
