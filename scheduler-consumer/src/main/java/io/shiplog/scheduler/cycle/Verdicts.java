package io.shiplog.scheduler.cycle;

import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Refusals;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What the filters said of every node for the pods of one shape, none of them nominated. Of a thousand pods that are
 * alike and fit nowhere the first has all nodes judged, and the others those that have changed since.
 */
final class Verdicts {

    private final Filter[] asked;
    private final @Nullable Status[] refused;
    private final Refusals refusals = new Refusals();
    private final BitSet feasible = new BitSet();
    private final long memberships;
    private long upTo;

    private Verdicts(Filter[] asked, @Nullable Status[] refused, ClusterSnapshot snapshot) {
        this.asked = asked;
        this.refused = refused;
        this.memberships = snapshot.changes().memberships();
        this.upTo = snapshot.changes().count();
    }

    /** After a cycle that has judged all nodes. */
    static Verdicts of(FilterRun run, ClusterSnapshot snapshot) {
        @Nullable Status[] refused = new Status[snapshot.size()];
        Verdicts made = new Verdicts(run.asked(), refused, snapshot);
        int own = run.ownPlace();
        for (int place = 0; place < refused.length; place++) {
            made.note(place, place == own ? run.judgeForOthers(snapshot.node(place)) : run.refusal(place));
        }
        return made;
    }

    private void note(int place, @Nullable Status refusal) {
        refused[place] = refusal;
        if (refusal == null) {
            feasible.set(place);
        } else {
            refusals.add(refusal);
        }
    }

    /**
     * Judges anew what has changed. False when all has to be judged anew: nodes have come or gone, too many have
     * changed, or other filters are asked than then.
     */
    boolean update(FilterRun run, ClusterSnapshot snapshot) {
        if (memberships != snapshot.changes().memberships() || !Arrays.equals(asked, run.asked())) {
            return false;
        }
        boolean known = snapshot.changes().since(upTo, node -> {
            if (node.known()) {
                judge(run, snapshot.place(node.name()), node);
            }
        });
        upTo = snapshot.changes().count();
        return known;
    }

    private void judge(FilterRun run, int place, NodeInfo node) {
        Status before = refused[place];
        if (before == null) {
            feasible.clear(place);
        } else {
            refusals.takeBack(before);
        }
        note(place, run.judgeForOthers(node));
    }

    /** How many nodes accept such a pod. */
    int feasibleCount() {
        return feasible.cardinality();
    }

    /** The next place from this one on whose node accepts such a pod, or a negative number. */
    int nextFeasible(int from) {
        return feasible.nextSetBit(from);
    }

    /** Why such a pod is refused at each place; not to be changed. */
    @Nullable
    Status[] refused() {
        return refused;
    }

    /** How often such a pod is refused for what; not to be changed. */
    Refusals refusals() {
        return refusals;
    }
}
