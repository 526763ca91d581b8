package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.snapshot.HostPort;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;

/** No two pods of a node may take the same host port. */
public final class NodePorts extends Exclusive {

    /** The one rule. */
    public NodePorts() {
        super("NodePorts", "node(s) didn't have free ports for the requested pod ports");
    }

    @Override
    boolean asks(PodInfo pod) {
        return pod.shape().hostPorts().length > 0;
    }

    @Override
    boolean taken(PodInfo pod, NodeInfo node) {
        for (HostPort port : pod.shape().hostPorts()) {
            if (port.conflicts(node.ports())) {
                return true;
            }
        }
        return false;
    }
}
