package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.Namespaces;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PlacedTerm;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodSet;
import io.shiplog.scheduler.snapshot.PodTerms;
import io.shiplog.scheduler.snapshot.Tally;
import io.shiplog.scheduler.snapshot.TopologyIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What required (anti-)affinity says of the nodes for one pod: its own, and that of the pods placed. */
final class Neighbours {

    /** A term against the pod that no placed pod has, only one that is supposed to be placed. */
    private record Supposed(PlacedTerm term, NodeInfo node) {}

    private final Namespaces namespaces;
    private final TopologyIndex index;
    private final @Nullable PodSet affine;
    private final Tally[] affinity;
    private final boolean affineToItself;
    private final List<PodTerms.Term> anti;
    private final Tally[] antiAffinity;
    private final List<TopologyIndex.Against> against;
    private final Tally[] existing;
    private final List<Supposed> supposed = new ArrayList<>(0);

    Neighbours(PodTerms terms, List<TopologyIndex.Against> against, ClusterSnapshot snapshot, PodInfo pod) {
        namespaces = snapshot.namespaces();
        index = snapshot.topology();
        affine = terms.affine();
        affineToItself = affine != null && affine.containsPlaced(pod, namespaces);
        affinity = new Tally[affine == null ? 0 : terms.affineKeys().size()];
        for (int i = 0; affine != null && i < affinity.length; i++) {
            affinity[i] = index.pods(affine, terms.affineKeys().get(i), 0);
        }
        anti = terms.anti();
        antiAffinity = new Tally[anti.size()];
        for (int i = 0; i < antiAffinity.length; i++) {
            antiAffinity[i] = index.pods(anti.get(i).pods(), anti.get(i).topologyKey(), 0);
        }
        this.against = against;
        existing = against.stream().map(TopologyIndex.Against::tally).toArray(Tally[]::new);
    }

    /**
     * Every term has a pod that fulfils them all in the node's domain. The first of a series of pods that are affine to
     * each other finds none anywhere: it may run wherever the domains are defined.
     */
    boolean affinityHolds(NodeInfo node) {
        boolean found = true;
        for (Tally tally : affinity) {
            if (!tally.has(node)) {
                return false;
            }
            found &= tally.at(node) > 0;
        }
        return found || (affineToItself && nobodyIsAffine());
    }

    private boolean nobodyIsAffine() {
        for (Tally tally : affinity) {
            if (tally.total() != 0) {
                return false;
            }
        }
        return true;
    }

    boolean antiAffinityHolds(NodeInfo node) {
        return allEmpty(antiAffinity, node);
    }

    boolean existingAntiAffinityHolds(NodeInfo node) {
        return allEmpty(existing, node) && (supposed.isEmpty() || noneSupposed(node));
    }

    private static boolean allEmpty(Tally[] tallies, NodeInfo node) {
        for (Tally tally : tallies) {
            if (tally.at(node) > 0) {
                return false;
            }
        }
        return true;
    }

    private boolean noneSupposed(NodeInfo node) {
        for (Supposed each : supposed) {
            String value = node.labels().get(each.term.topologyKey());
            if (value != null && value.equals(each.node.labels().get(each.term.topologyKey()))) {
                return false;
            }
        }
        return true;
    }

    /** From now on as if the other pod were on the node, or with -1 as if it were not. */
    void differ(PodInfo pod, PodInfo other, NodeInfo node, int sign) {
        if (affine != null && affine.containsPlaced(other, namespaces)) {
            for (Tally tally : affinity) {
                tally.differ(node, sign);
            }
        }
        for (int i = 0; i < antiAffinity.length; i++) {
            if (anti.get(i).pods().containsPlaced(other, namespaces)) {
                antiAffinity[i].differ(node, sign);
            }
        }
        for (PlacedTerm term : index.termsOf(other).placed()) {
            if (term.use() == PlacedTerm.Use.KEEPS_AWAY && index.means(term, pod)) {
                differ(term, node, sign);
            }
        }
    }

    private void differ(PlacedTerm term, NodeInfo node, int sign) {
        for (int i = 0; i < existing.length; i++) {
            if (against.get(i).term().equals(term)) {
                existing[i].differ(node, sign);
                return;
            }
        }
        if (sign > 0) {
            supposed.add(new Supposed(term, node));
        } else {
            supposed.remove(new Supposed(term, node));
        }
    }
}
