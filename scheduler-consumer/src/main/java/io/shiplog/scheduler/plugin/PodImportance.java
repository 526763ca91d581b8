package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodLives;
import java.util.Comparator;

/** Which of two pods is to be spared: the one of higher priority, then the one that has run longer. */
final class PodImportance {

    private PodImportance() {}

    /** The more important pod first. */
    static Comparator<PodInfo> by(PodLives lives) {
        Comparator<PodInfo> lowest = Comparator.comparingInt(pod -> pod.shape().priority());
        return lowest.reversed().thenComparingLong(lives::startSeconds);
    }
}
