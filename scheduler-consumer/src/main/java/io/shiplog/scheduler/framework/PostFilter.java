package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asked when a pod fits nowhere: could it be made to fit? */
public interface PostFilter extends Plugin {

    /**
     * What could be done.
     *
     * @param node where the pod will fit when the victims are gone; empty when nowhere, which ends a nomination that it
     *     has; null when nothing changes (it waits for victims already, or may have none)
     * @param victims pods that have to go from there, the most important first
     * @param message appended to the pod's message, as kube-scheduler words it, e.g. "preemption: 0/3 nodes are …"
     */
    record Result(@Nullable String node, List<PodInfo> victims, String message) {}

    /** Looks for a way. */
    Result postFilter(PodInfo pod, FailedCycle cycle);
}
