package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.plugin.VictimSearch.Candidate;
import io.shiplog.scheduler.snapshot.PodLives;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Where preemption hurts least: the fewest broken budgets, then the least important highest victim, then the smallest
 * sum of priorities, then the fewest victims, then the latest start of the highest victims, then the first found.
 */
final class CandidateOrder {

    /** Makes every priority positive, so that many victims of negative priority do not look like few. */
    private static final long OFFSET = 1L << 31;

    private CandidateOrder() {}

    /** The best of these, which are not none. */
    static Candidate best(List<Candidate> candidates, PodLives lives) {
        return Collections.min(candidates, order(lives));
    }

    private static Comparator<Candidate> order(PodLives lives) {
        return Comparator.<Candidate>comparingInt(Candidate::violations)
                .thenComparingInt(CandidateOrder::highest)
                .thenComparingLong(CandidateOrder::sum)
                .thenComparingInt(candidate -> candidate.victims().size())
                .thenComparing(candidate -> earliestStart(candidate, lives), Comparator.reverseOrder());
    }

    private static int highest(Candidate candidate) {
        return candidate.victims().get(0).shape().priority();
    }

    private static long sum(Candidate candidate) {
        return candidate.victims().stream()
                .mapToLong(victim -> victim.shape().priority() + OFFSET)
                .sum();
    }

    private static long earliestStart(Candidate candidate, PodLives lives) {
        int highest = highest(candidate);
        return candidate.victims().stream()
                .filter(victim -> victim.shape().priority() == highest)
                .mapToLong(lives::startSeconds)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
