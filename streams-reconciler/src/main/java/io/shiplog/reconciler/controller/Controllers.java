package io.shiplog.reconciler.controller;

import io.shiplog.reconciler.controller.deployment.DeploymentController;
import io.shiplog.reconciler.controller.disruption.DisruptionController;
import io.shiplog.reconciler.controller.eviction.TaintEvictionController;
import io.shiplog.reconciler.controller.garbage.GarbageCollector;
import io.shiplog.reconciler.controller.namespace.NamespaceController;
import io.shiplog.reconciler.controller.namespace.ServiceAccountController;
import io.shiplog.reconciler.controller.nodelifecycle.NodeLifecycleController;
import io.shiplog.reconciler.controller.replicaset.ReplicaSetController;
import io.shiplog.reconciler.controller.service.ServiceNoticeController;
import java.util.List;

/** THE list of controllers, in the order in which they hear of a change. */
public final class Controllers {

    private Controllers() {}

    /** Every controller, fresh. */
    public static List<Controller> all() {
        return List.of(
                new DeploymentController(),
                new ReplicaSetController(),
                new GarbageCollector(),
                new NamespaceController(),
                new ServiceAccountController(),
                new NodeLifecycleController(),
                new TaintEvictionController(),
                new DisruptionController(),
                new ServiceNoticeController());
    }
}
