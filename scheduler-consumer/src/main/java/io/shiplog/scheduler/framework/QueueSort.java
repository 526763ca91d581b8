package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.PodInfo;

/** Which of two waiting pods comes first; equals keep the order in which they came. */
public interface QueueSort extends Plugin {

    /** Negative when a comes before b. */
    int compare(PodInfo a, PodInfo b);
}
