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
import java.util.Arrays;
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
    private final boolean somebodyIsNominated;
    private final int ownPlace;
    private @Nullable Status[] refusals;
    /** At the pod's own place, where others of its shape are judged otherwise. */
    private @Nullable Status ownRefusal;

    private int count;
    /** So many of the first ones look at the shape of the pod and the node alone. */
    private int alone;

    private boolean looksBeyond;

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
        String own = somebodyIsNominated ? snapshot.nominations().nodeOf(pod) : null;
        this.ownPlace = own == null ? -1 : snapshot.place(own);
    }

    /** One more filter is to be asked. */
    void ask(Filter filter) {
        asked[count++] = filter;
        looksBeyond |= filter instanceof WhatIf || !pod.nodeName().isEmpty();
        if (!looksBeyond) {
            alone = count;
        }
    }

    /** The filters that are asked. */
    Filter[] asked() {
        return Arrays.copyOf(asked, count);
    }

    /** The first of them, as far as they look at the shape of the pod and the node alone. */
    Filter[] askedAlone() {
        return Arrays.copyOf(asked, alone);
    }

    /** True when those are {@link #askedAlone}. */
    boolean asksAlone(Filter[] those) {
        return Arrays.equals(asked, 0, alone, those, 0, those.length);
    }

    /** True when {@link #judgeAlone} says something, and that to every pod of the shape until the node changes. */
    boolean shares() {
        return alone > 0 && !somebodyIsNominated;
    }

    /** Why the node is refused by those that look at it alone, or null; where nobody is nominated. */
    @Nullable
    Status judgeAlone(NodeInfo node) {
        return first(0, alone, node);
    }

    /** Why the node is refused by the others, or null; where nobody is nominated. */
    @Nullable
    Status judgeBeyond(NodeInfo node) {
        return first(alone, count, node);
    }

    /** Place of the node that the pod is nominated to, or a negative number. */
    int ownPlace() {
        return ownPlace;
    }

    /** From now on these are the refusals, and this one at the pod's own place. */
    void refusals(@Nullable Status[] by, @Nullable Status own) {
        refusals = by;
        ownRefusal = own;
    }

    /** Why the node is refused, or null. */
    @Nullable
    Status judge(NodeInfo node) {
        return somebodyIsNominated
                ? withNominated(node, snapshot.nominations().ahead(pod, node.name()))
                : plainly(node);
    }

    /** Why the node is refused to others of the pod's shape, or null. */
    @Nullable
    Status judgeForOthers(NodeInfo node) {
        return somebodyIsNominated
                ? withNominated(node, snapshot.nominations().ahead(pod.shape(), node.name()))
                : plainly(node);
    }

    private @Nullable Status plainly(NodeInfo node) {
        return first(0, count, node);
    }

    private @Nullable Status first(int from, int to, NodeInfo node) {
        for (int i = from; i < to; i++) {
            Status refusal = asked[i].filter(state, pod, node);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable Status withNominated(NodeInfo node, List<PodInfo> coming) {
        if (!coming.isEmpty()) {
            ImaginedNode crowded = new ImaginedNode(node);
            coming.forEach(one -> put(crowded, one));
            Status refusal = plainly(crowded.node());
            if (looksBeyond) {
                coming.forEach(one -> take(crowded, one));
            }
            if (refusal != null) {
                return refusal;
            }
        }
        return plainly(node);
    }

    @Override
    public ClusterSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public boolean looksBeyondNodes() {
        return looksBeyond;
    }

    @Override
    public @Nullable Status refusal(int place) {
        return place == ownPlace && ownRefusal != null ? ownRefusal : refusals[place];
    }

    @Override
    public @Nullable Status judge(ImaginedNode node) {
        return judge(node.node());
    }

    @Override
    public void take(ImaginedNode node, PodInfo victim) {
        node.remove(victim);
        for (int i = 0; looksBeyond && i < count; i++) {
            if (asked[i] instanceof WhatIf plugin) {
                plugin.remove(state, pod, victim, node.node());
            }
        }
    }

    @Override
    public void put(ImaginedNode node, PodInfo back) {
        node.add(back);
        for (int i = 0; looksBeyond && i < count; i++) {
            if (asked[i] instanceof WhatIf plugin) {
                plugin.add(state, pod, back, node.node());
            }
        }
    }
}
