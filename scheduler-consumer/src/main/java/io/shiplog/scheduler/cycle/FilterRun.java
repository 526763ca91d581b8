package io.shiplog.scheduler.cycle;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.FailedCycle;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.framework.WhatIf;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.ImaginedNode;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filters that are worth asking for one pod, asked node by node, on real nodes and on imagined ones. A node to
 * which others are nominated has to do twice: with them, since they will come, and without, since they may not (as
 * kube-scheduler's RunFilterPluginsWithNominatedPods).
 */
final class FilterRun implements FailedCycle {

    private final PodInfo pod;
    private final CycleState state;
    private final ClusterSnapshot snapshot;
    private final Filter[] asked;
    private final @Nullable Status[] refusals;
    private final boolean somebodyIsNominated;
    private int count;

    /**
     * A run that asks nobody yet.
     *
     * @param asked room for the filters
     * @param refusals by place of the node; what stands there is of an earlier cycle until this one has judged the node
     */
    FilterRun(PodInfo pod, CycleState state, ClusterSnapshot snapshot, Filter[] asked, @Nullable Status[] refusals) {
        this.pod = pod;
        this.state = state;
        this.snapshot = snapshot;
        this.asked = asked;
        this.refusals = refusals;
        this.somebodyIsNominated = !snapshot.nominations().isEmpty();
    }

    /** One more filter is to be asked. */
    void ask(Filter filter) {
        asked[count++] = filter;
    }

    /** Why the node is refused, or null. */
    @Nullable
    Status judge(NodeInfo node) {
        return somebodyIsNominated ? withNominated(node) : plainly(node);
    }

    private @Nullable Status plainly(NodeInfo node) {
        for (int i = 0; i < count; i++) {
            Status refusal = asked[i].filter(state, pod, node);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable Status withNominated(NodeInfo node) {
        List<PodInfo> coming = snapshot.nominations().ahead(pod, node.name());
        if (!coming.isEmpty()) {
            ImaginedNode crowded = new ImaginedNode(node);
            coming.forEach(one -> put(crowded, one));
            Status refusal = plainly(crowded.node());
            coming.forEach(one -> take(crowded, one));
            if (refusal != null) {
                return refusal;
            }
        }
        return plainly(node);
    }

    private List<WhatIf> told() {
        List<WhatIf> out = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (asked[i] instanceof WhatIf plugin) {
                out.add(plugin);
            }
        }
        return out;
    }

    @Override
    public ClusterSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public @Nullable Status refusal(int place) {
        return refusals[place];
    }

    @Override
    public @Nullable Status judge(ImaginedNode node) {
        return judge(node.node());
    }

    @Override
    public void take(ImaginedNode node, PodInfo victim) {
        node.remove(victim);
        told().forEach(plugin -> plugin.remove(state, pod, victim, node.node()));
    }

    @Override
    public void put(ImaginedNode node, PodInfo back) {
        node.add(back);
        told().forEach(plugin -> plugin.add(state, pod, back, node.node()));
    }
}
