package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.Score;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.NodeSelection;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** spec.nodeSelector and spec.affinity.nodeAffinity, besides an affinity that the configuration adds to every pod. */
public final class NodeAffinity implements PreFilter, Filter, Score {

    private static final String NAME = "NodeAffinity";
    private static final Status REFUSED =
            Status.unresolvable(NAME, "node(s) didn't match Pod's node affinity/selector");
    private static final Status ENFORCED =
            Status.unresolvable(NAME, "node(s) didn't match scheduler-enforced node affinity");

    private final NodeSelection added;

    /** With the configuration's addedAffinity. */
    public NodeAffinity(NodeSelection added) {
        this.added = added;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_LABELS_CHANGED);
    }

    @Override
    public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        NodeSelection asked = pod.shape().nodes();
        if (asked.acceptsAll() && added.acceptsAll()) {
            return Result.SKIP;
        }
        Set<String> only = asked.onlyNodes();
        return only == null ? Result.ASK : new Result(false, only, null);
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        if (!added.accepts(node.labels(), node.name())) {
            return ENFORCED;
        }
        return pod.shape().nodes().accepts(node.labels(), node.name()) ? null : REFUSED;
    }

    @Override
    public boolean scores(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        return !pod.shape().nodes().preferred().isEmpty() || !added.preferred().isEmpty();
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        return pod.shape().nodes().preferredWeight(node.labels(), node.name())
                + added.preferredWeight(node.labels(), node.name());
    }

    @Override
    public void normalize(long[] scores, int count) {
        Score.proportional(scores, count, false);
    }
}
