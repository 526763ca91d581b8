package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.FailedCycle;
import io.shiplog.scheduler.framework.PostFilter;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.List;

/** Stands where a profile has no post-filter: nobody makes room for a pod that fits nowhere, and nothing is said. */
final class NoPreemption implements PostFilter {

    @Override
    public String name() {
        return "";
    }

    @Override
    public Result postFilter(PodInfo pod, FailedCycle cycle) {
        return new Result(null, List.of(), "");
    }
}
