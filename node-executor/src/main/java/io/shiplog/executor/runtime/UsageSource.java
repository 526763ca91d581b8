package io.shiplog.executor.runtime;

import io.shiplog.executor.pod.PodRef;
import java.util.List;

/** What containers use, as counters and gauges of the moment. */
public interface UsageSource {

    /** Of a runtime whose containers use nothing. */
    UsageSource NONE = List::of;

    /**
     * Use of one running container.
     *
     * @param cpuNanos processor time since the start of this run
     * @param memoryBytes working set, as metrics.k8s.io defines it: usage less inactive file cache
     * @param diskBytes what its writable layer and log take, or -1 when not known
     * @param receivedBytes since the start; -1 where another container of the pod has the pod's network figures
     * @param sentBytes likewise
     */
    record Usage(
            PodRef pod,
            String container,
            int attempt,
            long atMillis,
            long cpuNanos,
            long memoryBytes,
            long diskBytes,
            long receivedBytes,
            long sentBytes) {}

    /** All running containers of this process's nodes; may take a while, and leaves out what cannot be asked now. */
    List<Usage> usage();

    /** What containers have written is measured seldom, since it takes long; with the next usage it is, once. */
    default void measureDisks() {}

    /** Bytes of the files in a pod's emptyDir on this machine's disk, or -1 when that cannot be known. */
    default long emptyDirBytes(PodRef pod, String volume) {
        return -1;
    }
}
