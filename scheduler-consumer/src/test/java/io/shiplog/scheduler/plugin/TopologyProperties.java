package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.PreScore;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.framework.WhatIf;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The plugins that look at counts, held against those that look at pods, on clusters that change at random. */
class TopologyProperties {

    @Property(tries = 300)
    void affinityToPodsDecidesAsIfItHadLookedAtEveryPod(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
        decidesAlike(new Random(seed), changes, new InterPodAffinity(3), new PlainInterPodAffinity(3));
    }

    @Property(tries = 300)
    void topologySpreadDecidesAsIfItHadLookedAtEveryPod(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
        decidesAlike(new Random(seed), changes, new PodTopologySpread(), new PlainPodTopologySpread());
    }

    @Property(tries = 300)
    void affinityToPodsKnowsWhatItWouldDecideIfPodsWereGoneOrCame(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
        knowsWhatIf(new Random(seed), changes, new InterPodAffinity(1), new PlainInterPodAffinity(1));
    }

    @Property(tries = 300)
    void topologySpreadKnowsWhatItWouldDecideIfPodsWereGoneOrCame(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
        knowsWhatIf(new Random(seed), changes, new PodTopologySpread(), new PlainPodTopologySpread());
    }

    private static <F extends Filter & PreScore, P extends Filter & PreScore> void decidesAlike(
            Random random, int changes, F fast, P plain) {
        RandomCluster cluster = new RandomCluster(random);
        for (int i = 0; i < changes; i++) {
            cluster.change();
            PodInfo pod = cluster.pod();
            CycleState state = new CycleState();
            assertThat(verdicts(fast, state, pod, cluster.snapshot))
                    .isEqualTo(verdicts(plain, new CycleState(), pod, cluster.snapshot));
            List<NodeInfo> feasible = cluster.someNodes();
            assertThat(scores(fast, state, pod, cluster.snapshot, feasible))
                    .isEqualTo(scores(plain, new CycleState(), pod, cluster.snapshot, feasible));
        }
    }

    private static void knowsWhatIf(Random random, int changes, WhatIf fast, Filter plain) {
        RandomCluster cluster = new RandomCluster(random);
        for (int i = 0; i < changes; i++) {
            cluster.change();
        }
        for (int i = 0; i < 5; i++) {
            knowsWhatIf(cluster, cluster.pod(), fast, plain);
            cluster.change();
        }
    }

    private static void knowsWhatIf(RandomCluster cluster, PodInfo pod, WhatIf fast, Filter plain) {
        CycleState state = new CycleState();
        Map<String, Status> before = verdicts(fast, state, pod, cluster.snapshot);
        boolean skips = fast.preFilter(new CycleState(), pod, cluster.snapshot).skip();
        Map<PodInfo, NodeInfo> gone = cluster.somePlaced();
        // Who was to be skipped has no note of what comes.
        Map<PodInfo, NodeInfo> come = skips ? Map.of() : cluster.someNew();
        gone.forEach((other, node) -> fast.remove(state, pod, other, node));
        come.forEach((other, node) -> fast.add(state, pod, other, node));
        ClusterSnapshot supposed = cluster.afresh(gone.keySet(), come);
        assertThat(ask(fast, state, pod, cluster.snapshot)).isEqualTo(verdicts(plain, new CycleState(), pod, supposed));
        come.forEach((other, node) -> fast.remove(state, pod, other, node));
        gone.forEach((other, node) -> fast.add(state, pod, other, node));
        assertThat(ask(fast, state, pod, cluster.snapshot)).isEqualTo(before);
    }

    /** Refusals by node; those that a filter does not say itself, because it is skipped or the pod is refused, too. */
    private static Map<String, Status> verdicts(
            Filter plugin, CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        PreFilter.Result early = ((PreFilter) plugin).preFilter(state, pod, snapshot);
        assertThat(early.refusal()).isNull();
        return early.skip() ? Map.of() : ask(plugin, state, pod, snapshot);
    }

    private static Map<String, Status> ask(Filter plugin, CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        Map<String, Status> out = new TreeMap<>();
        for (int i = 0; i < snapshot.size(); i++) {
            Status status = plugin.filter(state, pod, snapshot.node(i));
            if (status != null) {
                out.put(snapshot.node(i).name(), status);
            }
        }
        return out;
    }

    private static List<Long> scores(
            PreScore plugin, CycleState state, PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
        long[] out = new long[feasible.size()];
        if (plugin.preScore(state, pod, snapshot, feasible)) {
            for (int i = 0; i < out.length; i++) {
                out[i] = plugin.score(state, pod, feasible.get(i));
            }
            plugin.normalize(out, out.length);
        }
        return Arrays.stream(out).boxed().toList();
    }
}
