package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Score;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.Taint;
import io.shiplog.scheduler.snapshot.Toleration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * NoSchedule and NoExecute taints must be tolerated; of the others, fewer untolerated PreferNoSchedule taints are
 * better.
 */
public final class TaintToleration implements Filter, Score {

    private static final String NAME = "TaintToleration";
    /** So many different refusals are kept for reuse. */
    private static final int STATUSES_MAX = 10_000;

    private final boolean numericOperators;
    private final Map<Taint, Status> refusals = new HashMap<>();

    /** With numericOperators the toleration operators Gt and Lt are understood. */
    public TaintToleration(boolean numericOperators) {
        this.numericOperators = numericOperators;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_TAINTS_CHANGED, ClusterEvent.POD_TOLERATIONS_CHANGED);
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        Taint taint = firstUntolerated(pod, node);
        return taint == null ? null : refusal(taint);
    }

    /** The first taint, in the node's order, that keeps the pod off, or null. */
    public @Nullable Taint firstUntolerated(PodInfo pod, NodeInfo node) {
        for (Taint taint : node.taints()) {
            if (taint.forbids() && !tolerated(pod, taint)) {
                return taint;
            }
        }
        return null;
    }

    private Status refusal(Taint taint) {
        Status known = refusals.get(taint);
        if (known == null) {
            if (refusals.size() >= STATUSES_MAX) {
                refusals.clear();
            }
            known = Status.unresolvable(
                    NAME, "node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}");
            refusals.put(taint, known);
        }
        return known;
    }

    private boolean tolerated(PodInfo pod, Taint taint) {
        for (Toleration toleration : pod.shape().tolerations()) {
            if (toleration.tolerates(taint, numericOperators)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean scores(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        return snapshot.anyNodePrefersNot();
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        long untolerated = 0;
        for (Taint taint : node.taints()) {
            if (taint.effect().equals(Taint.PREFER_NO_SCHEDULE) && !tolerated(pod, taint)) {
                untolerated++;
            }
        }
        return untolerated;
    }

    @Override
    public void normalize(long[] scores, int count) {
        Score.proportional(scores, count, true);
    }
}
