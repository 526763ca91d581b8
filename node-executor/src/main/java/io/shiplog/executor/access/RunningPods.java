package io.shiplog.executor.access;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRef;
import java.util.concurrent.CompletableFuture;

/**
 * What runs on this process's nodes. The futures fail with {@link io.shiplog.schemas.object.StatusException} where
 * there is nothing to join.
 */
public interface RunningPods {

    /** The present run of a container. */
    CompletableFuture<ContainerRef> container(String uid, String container);

    /** A pod of which at least one container runs. */
    CompletableFuture<PodRef> pod(String uid);
}
