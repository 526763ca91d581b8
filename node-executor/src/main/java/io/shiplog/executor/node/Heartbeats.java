package io.shiplog.executor.node;

import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.ImageReport;
import io.shiplog.schemas.record.NodeHeartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signs of life of all nodes of a process in one record. A node without an epoch asks for one by sending its
 * details; one that has an epoch sends them once when they have changed, and its images when those have.
 */
final class Heartbeats {

    /** Most nodes that ask in one record: details are large (about 1 kB), a record is not to exceed a few MiB. */
    static final int ASKING_MAX = 1_000;
    /** Most nodes that say what images they have in one record: that may be 15 kB a node. */
    static final int TELLING_IMAGES_MAX = 100;
    /** A node that got no epoch asks again after this long. */
    static final long ASK_AGAIN_MILLIS = 2_000;

    private final ProcessIdentity identity;
    private final NodeClaim.Machine machine;
    private final Map<String, NodeState> nodes;
    private long sequence;

    Heartbeats(ProcessIdentity identity, NodeClaim.Machine machine, Map<String, NodeState> nodes) {
        this.identity = identity;
        this.machine = machine;
        this.nodes = nodes;
    }

    /** The next record, or null when no node has anything to say. */
    @Nullable
    HeartbeatBatch next(String runtimeUnready, long nowMillis) {
        List<NodeHeartbeat> beats = new ArrayList<>(nodes.size());
        int asking = 0;
        int telling = 0;
        for (NodeState node : nodes.values()) {
            if (!node.stopped.isEmpty()) {
                continue;
            }
            if (node.epoch > 0) {
                boolean tells = telling < TELLING_IMAGES_MAX && node.images.due(nowMillis);
                telling += tells ? 1 : 0;
                beats.add(beat(node, runtimeUnready, tells, tells ? node.images.say(nowMillis) : null));
            } else if (asking < ASKING_MAX
                    && (node.askedMillis == 0 || nowMillis - node.askedMillis >= ASK_AGAIN_MILLIS)) {
                asking++;
                node.askedMillis = nowMillis;
                beats.add(beat(node, runtimeUnready, true, null));
            }
        }
        if (beats.isEmpty()) {
            return null;
        }
        sequence++;
        return new HeartbeatBatch(
                identity.host(),
                identity.instance(),
                sequence,
                identity.endpoint(),
                beats,
                identity.generation(),
                "node-executor");
    }

    private NodeHeartbeat beat(
            NodeState node, String runtimeUnready, boolean tells, @Nullable List<ImageReport> images) {
        String unready = node.shutdown == null ? runtimeUnready : NodeShutdown.UNREADY;
        boolean details = tells || node.detailsDue;
        node.detailsDue = false;
        return new NodeHeartbeat(
                node.claim.name(),
                node.epoch,
                unready.isEmpty(),
                unready,
                details ? node.claim.details(machine, node.pressure.conditions(), images) : null);
    }
}
