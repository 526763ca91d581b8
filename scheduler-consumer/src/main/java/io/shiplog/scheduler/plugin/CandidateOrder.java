package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.plugin.VictimSearch.Candidate;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodLives;
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

    /** What of a candidate is compared, in this order; of the last the greater is better. */
    private record Harm(int violations, int highest, long sum, int victims, long earliestStart)
            implements Comparable<Harm> {

        private static final Comparator<Harm> ORDER = Comparator.comparingInt(Harm::violations)
                .thenComparingInt(Harm::highest)
                .thenComparingLong(Harm::sum)
                .thenComparingInt(Harm::victims)
                .thenComparing(Harm::earliestStart, Comparator.reverseOrder());

        static Harm of(Candidate candidate, PodLives lives) {
            int highest = candidate.victims().get(0).shape().priority();
            long sum = 0;
            long earliest = Long.MAX_VALUE;
            for (PodInfo victim : candidate.victims()) {
                sum += victim.shape().priority() + OFFSET;
                if (victim.shape().priority() == highest) {
                    earliest = Math.min(earliest, lives.startSeconds(victim));
                }
            }
            return new Harm(
                    candidate.violations(), highest, sum, candidate.victims().size(), earliest);
        }

        @Override
        public int compareTo(Harm other) {
            return ORDER.compare(this, other);
        }
    }

    /** The best of these, which are not none. */
    static Candidate best(List<Candidate> candidates, PodLives lives) {
        Candidate best = candidates.get(0);
        Harm least = Harm.of(best, lives);
        for (Candidate candidate : candidates.subList(1, candidates.size())) {
            Harm harm = Harm.of(candidate, lives);
            if (harm.compareTo(least) < 0) {
                best = candidate;
                least = harm;
            }
        }
        return best;
    }
}
