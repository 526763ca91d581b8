package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.List;

/** Asked when a pod fits nowhere: could it be made to fit? */
public interface PostFilter extends Plugin {

    /**
     * What could be done.
     *
     * @param node where the pod would fit, or empty
     * @param victims pods that would have to go from there
     * @param message appended to the pod's message, as kube-scheduler words it, e.g. "preemption: 0/3 nodes are …"
     */
    record Result(String node, List<PodInfo> victims, String message) {}

    /**
     * Looks for a way.
     *
     * @param refusals how many nodes were refused for what
     */
    Result postFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot, Refusals refusals);
}
