package io.shiplog.executor.runtime;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.Termination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod that a runtime holds, as a listing says; what an executor adopts after a restart.
 *
 * @param ref which pod
 * @param templateSource source of its template, or empty when the runtime does not keep it
 * @param podIp address or empty
 * @param containers the newest run of each container that has been created
 */
public record FoundPod(PodRef ref, String templateSource, String podIp, List<FoundContainer> containers) {

    /**
     * The newest run of one container.
     *
     * @param name container name
     * @param attempt which run
     * @param startedMillis when it started
     * @param ready false when readiness has to be asked for by probes although the spec may have none
     * @param ended how it ended, or null when it runs
     */
    public record FoundContainer(
            String name,
            int attempt,
            long startedMillis,
            String containerId,
            String imageId,
            boolean ready,
            @Nullable Termination ended) {}
}
