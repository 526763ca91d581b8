package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.snapshot.NodeSelection;
import java.util.List;

/**
 * What plugins are told besides the pods and nodes (KubeSchedulerConfiguration: pluginConfig).
 *
 * @param fit how NodeResourcesFit scores
 * @param ignoredResources extended resources that NodeResourcesFit does not check, by name or by the part before the /
 * @param balancedResources what NodeResourcesBalancedAllocation balances
 * @param addedAffinity what NodeAffinity asks for every pod
 * @param affinity of InterPodAffinity
 * @param preemption of DefaultPreemption
 */
public record PluginArgs(
        ScoringStrategy fit,
        List<String> ignoredResources,
        List<String> balancedResources,
        NodeSelection addedAffinity,
        Affinity affinity,
        Preemption preemption) {

    /**
     * Of InterPodAffinity.
     *
     * @param hardPodAffinityWeight what a required affinity of a placed pod adds to a node's score, 0 to 100
     * @param ignorePreferredTermsOfExistingPods what placed pods merely prefer counts only for
     *     pods that have affinities themselves
     */
    public record Affinity(long hardPodAffinityWeight, boolean ignorePreferredTermsOfExistingPods) {}

    /**
     * On how many nodes DefaultPreemption looks for victims: the larger of a share and a number.
     *
     * @param minCandidateNodesPercentage 0 to 100
     * @param minCandidateNodesAbsolute 0 or more
     */
    public record Preemption(long minCandidateNodesPercentage, long minCandidateNodesAbsolute) {}

    /** Kubernetes' defaults. */
    public static final PluginArgs DEFAULT = new PluginArgs(
            ScoringStrategy.leastAllocated(),
            List.of(),
            List.of("cpu", "memory"),
            NodeSelection.NONE,
            new Affinity(1, false),
            new Preemption(10, 100));
}
