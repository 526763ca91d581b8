package io.shiplog.executor.runtime;

import io.shiplog.executor.pod.PodRef;

/**
 * Names one run of one container.
 *
 * @param container name as in the pod's spec
 * @param attempt which run, 0 for the first
 */
public record ContainerRef(PodRef pod, String container, int attempt) {}
