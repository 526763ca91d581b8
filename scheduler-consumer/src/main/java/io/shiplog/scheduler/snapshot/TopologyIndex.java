package io.shiplog.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts pods by place, so that a cycle need not look at all of them: for each set of pods that some waiting pod asks
 * about, how many are in each domain; and for each term that placed pods have, how many of them are in each domain.
 * Kept up to date by every pod and node that comes, changes or goes. Pods that are alike share what is counted.
 *
 * <p>Terms of placed pods are counted while a pod that has them is placed. Sets are counted from the first time that
 * somebody asks, which costs one look at all pods, until nobody has asked for {@link #IDLE_MAX} questions, or
 * {@link #SETS_MAX} others were asked about since.
 */
public final class TopologyIndex {

    /** So many sets are counted at most: an idle one costs memory, and a moment when one of its pods comes or goes. */
    static final int SETS_MAX = 20_000;
    /** A set is dropped that nobody asked for while so many questions were asked. */
    static final long IDLE_MAX = 200_000;

    /** A term of placed pods that means the pod to be placed, and where those are that have it. */
    public record Against(PlacedTerm term, Tally tally) {}

    private record Question(PodSet pods, String topologyKey, NodeScope scope, boolean findsEmptiest) {}

    private static final class Asked {
        private final Question question;
        private final DomainCounts counts;
        private long lastAsked;

        Asked(Question question, DomainCounts counts) {
            this.question = question;
            this.counts = counts;
        }
    }

    private static final class Placed {
        private final PlacedTerm term;
        private final DomainCounts counts;
        private long owners;

        Placed(PlacedTerm term, DomainCounts counts) {
            this.term = term;
            this.counts = counts;
        }
    }

    private final List<NodeInfo> nodes;
    private final Namespaces namespaces;
    private final TopologyKeys keys;
    private final PodTermsTable terms = new PodTermsTable();
    /** The one that nobody has asked for the longest comes first. */
    private final Map<Question, Asked> asked = new LinkedHashMap<>(16, 0.75f, true);

    private final PodSetIndex<Asked> askedByPod = new PodSetIndex<>();
    private final Map<PlacedTerm, Placed> placed = new HashMap<>();
    private final PodSetIndex<Placed> keepingAway = new PodSetIndex<>();
    private final PodSetIndex<Placed> scoring = new PodSetIndex<>();
    private long questions;

    /** An index over these known nodes, a list that its owner keeps up to date. */
    TopologyIndex(List<NodeInfo> nodes, Namespaces namespaces) {
        this.nodes = nodes;
        this.namespaces = namespaces;
        this.keys = new TopologyKeys(nodes);
    }

    /** The pod's own terms, made ready. */
    public PodTerms termsOf(PodInfo pod) {
        return terms.of(pod);
    }

    /** The pods of a set by domain. */
    public Tally pods(PodSet pods, String topologyKey, long weight) {
        return new Tally(ask(new Question(pods, topologyKey, NodeScope.ALL, false)), weight);
    }

    /** The pods of a set by node, whatever labels the nodes have. */
    public Tally podsByNode(PodSet pods) {
        return pods(pods, TopologyKey.EACH_NODE, 0);
    }

    /** The pods that a constraint counts by domain; knows the emptiest domain if the constraint is required. */
    public Tally spread(PodTerms.Spread spread) {
        SpreadConstraint constraint = spread.constraint();
        Question question =
                new Question(spread.pods(), constraint.topologyKey(), spread.scope(), constraint.required());
        return new Tally(ask(question), 0);
    }

    /** Required anti-affinity of placed pods that means this pod. */
    public List<Against> keepingAway(PodInfo pod) {
        if (keepingAway.isEmpty()) {
            return List.of();
        }
        List<Against> out = new ArrayList<>();
        Map<String, String> namespace = namespaces.labels(pod.namespace());
        keepingAway.candidates(pod.labels(), each -> {
            if (each.term.pods().containsWaiting(pod, namespace)) {
                out.add(new Against(each.term, new Tally(each.counts, 0)));
            }
        });
        return out;
    }

    /** Would this term of a placed pod mean the pod that is to be placed? */
    public boolean means(PlacedTerm term, PodInfo pod) {
        return term.pods().containsWaiting(pod, namespaces.labels(pod.namespace()));
    }

    /**
     * Required affinity and wishes of placed pods that mean this pod, with what each is worth.
     *
     * @param attractionWeight what a required term is worth; with 0 they do not count
     * @param wishes whether wishes count
     */
    public List<Tally> scoring(PodInfo pod, long attractionWeight, boolean wishes) {
        if (scoring.isEmpty()) {
            return List.of();
        }
        List<Tally> out = new ArrayList<>();
        Map<String, String> namespace = namespaces.labels(pod.namespace());
        scoring.candidates(pod.labels(), each -> {
            boolean wish = each.term.use() == PlacedTerm.Use.WISHES;
            long weight = !wish ? attractionWeight : wishes ? each.term.weight() : 0;
            if (weight != 0 && each.term.pods().containsWaiting(pod, namespace)) {
                out.add(new Tally(each.counts, weight));
            }
        });
        return out;
    }

    private DomainCounts ask(Question question) {
        questions++;
        Asked found = asked.get(question);
        if (found == null) {
            found = count(question);
        }
        found.lastAsked = questions;
        return found.counts;
    }

    private Asked count(Question question) {
        Iterator<Asked> oldest = asked.values().iterator();
        while (oldest.hasNext()) {
            Asked old = oldest.next();
            if (asked.size() < SETS_MAX && questions - old.lastAsked <= IDLE_MAX) {
                break;
            }
            oldest.remove();
            drop(old);
        }
        DomainCounts counts = new DomainCounts(keys.use(question.topologyKey), question.scope, question.findsEmptiest);
        for (NodeInfo node : nodes) {
            counts.join(node);
            for (PodInfo pod : node.pods()) {
                if (question.pods.containsPlaced(pod, namespaces)) {
                    counts.count(node, 1);
                }
            }
        }
        Asked out = new Asked(question, counts);
        asked.put(question, out);
        askedByPod.add(question.pods, out);
        return out;
    }

    private void drop(Asked old) {
        askedByPod.remove(old.question.pods, old);
        keys.release(old.counts.key);
    }

    /** A pod is on a known node now. */
    void add(PodInfo pod, NodeInfo node) {
        count(pod, node, 1);
    }

    /** A pod is no longer on a known node. */
    void remove(PodInfo pod, NodeInfo node) {
        count(pod, node, -1);
    }

    private void count(PodInfo pod, NodeInfo node, int sign) {
        if (!askedByPod.isEmpty()) {
            askedByPod.candidates(pod.labels(), each -> {
                if (each.question.pods.containsPlaced(pod, namespaces)) {
                    each.counts.count(node, sign);
                }
            });
        }
        if (!pod.shape().affinity().isEmpty()) {
            terms.of(pod).placed().forEach(term -> count(term, node, sign));
        }
    }

    private void count(PlacedTerm term, NodeInfo node, int sign) {
        Placed found = placed.get(term);
        if (found == null) {
            found = new Placed(term, new DomainCounts(keys.use(term.topologyKey()), NodeScope.ALL, false));
            placed.put(term, found);
            byPod(term).add(term.pods(), found);
        }
        found.owners += sign;
        found.counts.count(node, sign);
        if (found.owners == 0) {
            placed.remove(term);
            byPod(term).remove(term.pods(), found);
            keys.release(found.counts.key);
        }
    }

    private PodSetIndex<Placed> byPod(PlacedTerm term) {
        return term.use() == PlacedTerm.Use.KEEPS_AWAY ? keepingAway : scoring;
    }

    /** A node is known now, or has become what it is, with the pods that it has. */
    void join(NodeInfo node) {
        keys.join(node);
        asked.values().forEach(each -> each.counts.join(node));
        node.pods().forEach(pod -> add(pod, node));
    }

    /** A node is not known any more, or will change; it still is what it was. */
    void leave(NodeInfo node) {
        node.pods().forEach(pod -> remove(pod, node));
        asked.values().forEach(each -> each.counts.leave(node));
        keys.leave(node);
    }

    /** The labels of a namespace have changed: what depends on them is counted anew when somebody asks. */
    void namespaceChanged() {
        List<Asked> gone = asked.values().stream()
                .filter(each -> each.question.pods.looksAtNamespaces())
                .toList();
        gone.forEach(each -> {
            asked.remove(each.question);
            drop(each);
        });
    }

    /** How many sets and terms are counted. */
    int size() {
        return asked.size() + placed.size();
    }
}
