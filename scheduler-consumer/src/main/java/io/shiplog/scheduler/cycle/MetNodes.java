package io.shiplog.scheduler.cycle;

import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about nodes for pods of one shape, each since it changed last: whether filters that look at
 * no other thing accept it, and what scores that look at no other gave. A cycle looks at some hundred nodes,
 * from where the one before has stopped, so after one round through the cluster most have been met.
 */
final class MetNodes {

    private static final byte UNKNOWN = 0;
    private static final byte REFUSED = 1;
    private static final byte ACCEPTED = 2;
    private static final byte SCORED = 3;

    private final Filter[] asked;
    private final long memberships;
    private final byte[] known;
    private final @Nullable Status[] refusals;
    private final long[] scores;
    private long upTo;

    /** Knows nothing yet. */
    MetNodes(FilterRun run, ClusterSnapshot snapshot) {
        int nodes = snapshot.size();
        asked = run.askedAlone();
        memberships = snapshot.changes().memberships();
        known = new byte[nodes];
        refusals = new Status[nodes];
        scores = new long[nodes];
        upTo = snapshot.changes().count();
    }

    /** Forgets nodes that have changed. False when all is otherwise: nodes came or went, or other filters are asked. */
    boolean update(FilterRun run, ClusterSnapshot snapshot) {
        if (memberships != snapshot.changes().memberships() || !run.asksAlone(asked)) {
            return false;
        }
        long now = snapshot.changes().count();
        if (now != upTo && !snapshot.changes().since(upTo, node -> forget(snapshot, node))) {
            Arrays.fill(known, UNKNOWN);
        }
        upTo = now;
        return true;
    }

    private void forget(ClusterSnapshot snapshot, NodeInfo node) {
        if (node.known()) {
            known[snapshot.place(node.name())] = UNKNOWN;
        }
    }

    /** Why a filter that looks at nothing else refuses the node at this place, or null; found out if not known. */
    @Nullable
    Status refusal(FilterRun run, ClusterSnapshot snapshot, int place) {
        byte now = known[place];
        if (now >= ACCEPTED) {
            return null;
        }
        if (now == REFUSED) {
            return refusals[place];
        }
        Status refusal = run.judgeAlone(snapshot.node(place));
        refusals[place] = refusal;
        known[place] = refusal == null ? ACCEPTED : REFUSED;
        return refusal;
    }

    /** True when the node at this place has a {@link #score}. */
    boolean scored(int place) {
        return known[place] == SCORED;
    }

    /** What the scores that look at nothing else gave, with their weights. */
    long score(int place) {
        return scores[place];
    }

    /** Notes it, of a node that accepts the pod. */
    void score(int place, long score) {
        scores[place] = score;
        known[place] = SCORED;
    }
}
