package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.ClusterEvent;
import java.util.Set;

/** One rule of scheduling; implements one or more of the extension points beside it. */
public interface Plugin {

    /** Its name in Kubernetes, e.g. NodeResourcesFit. */
    String name();

    /** Changes after which a pod that this plugin refused is worth another look. */
    default Set<ClusterEvent> helpedBy() {
        return Set.of();
    }
}
