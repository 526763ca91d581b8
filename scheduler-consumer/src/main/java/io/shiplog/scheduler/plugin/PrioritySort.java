package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.QueueSort;
import io.shiplog.scheduler.snapshot.PodInfo;

/** Higher spec.priority first. */
public final class PrioritySort implements QueueSort {

    @Override
    public String name() {
        return "PrioritySort";
    }

    @Override
    public int compare(PodInfo a, PodInfo b) {
        return Integer.compare(b.shape().priority(), a.shape().priority());
    }
}
