package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.FailedCycle;
import io.shiplog.scheduler.plugin.VictimSearch.Found;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found on nodes for pods that are alike: it holds until the node has changed or a budget has, so that of a
 * thousand preemptors of one shape each looks only where something has happened since.
 */
final class KnownCandidates {

    /** Shapes of which something is known: some ten kB each in a cluster of thousands. */
    private static final int SHAPES_MAX = 16;

    private static final class OfShape {
        private @Nullable Found[] found = {};
        private long[] versions = {};
        private long memberships = -1;
        private long budgets = -1;
    }

    /** The shape that was asked for last at the end. */
    private final Map<PodShape, OfShape> known = new LinkedHashMap<>(SHAPES_MAX, 0.75f, true);

    /** What may be known in this cycle. */
    private @Nullable OfShape current;

    /** The node of whose candidates others of the pod's shape know nothing. */
    private @Nullable String own;

    /** A pod begins to look. */
    void begin(PodInfo pod, FailedCycle cycle) {
        ClusterSnapshot snapshot = cycle.snapshot();
        own = snapshot.nominations().nodeOf(pod);
        if (cycle.looksBeyondNodes()) {
            current = null;
            return;
        }
        OfShape here = known.computeIfAbsent(pod.shape(), shape -> new OfShape());
        if (known.size() > SHAPES_MAX) {
            known.remove(known.keySet().iterator().next());
        }
        if (here.memberships != snapshot.changes().memberships() || here.budgets != snapshot.budgetsVersion()) {
            here.memberships = snapshot.changes().memberships();
            here.budgets = snapshot.budgetsVersion();
            here.found = new Found[snapshot.size()];
            here.versions = new long[snapshot.size()];
            Arrays.fill(here.versions, -1);
        }
        current = here;
    }

    /** What is on the node, which stands at this place: as it was found, or by a search. */
    Found on(VictimSearch search, NodeInfo node, int place) {
        OfShape here = current;
        if (here == null || node.name().equals(own)) {
            return search.on(node);
        }
        Found before = here.found[place];
        if (before != null && here.versions[place] == node.version()) {
            return before;
        }
        Found now = search.on(node);
        here.found[place] = now;
        here.versions[place] = node.version();
        return now;
    }
}
