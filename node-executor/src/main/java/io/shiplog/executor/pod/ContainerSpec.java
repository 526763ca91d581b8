package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One container of a template.
 *
 * @param name container name
 * @param image image as written
 * @param pullPolicy when to pull
 * @param init true for init containers, sidecars included
 * @param sidecar an init container with restartPolicy Always: runs beside the others once it has started
 * @param readinessDelayMillis least time from start to ready that a readiness probe imposes, or -1 without such a probe
 * @param json the container as in the Pod, less what no runtime reads; shared, not to be changed
 */
public record ContainerSpec(
        String name,
        String image,
        PullPolicy pullPolicy,
        boolean init,
        boolean sidecar,
        long readinessDelayMillis,
        ObjectNode json) {

    /** As events name it: spec.containers{nginx} or spec.initContainers{setup}. */
    public String fieldPath() {
        return (init ? "spec.initContainers{" : "spec.containers{") + name + "}";
    }
}
