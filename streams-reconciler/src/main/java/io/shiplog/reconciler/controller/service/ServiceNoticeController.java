package io.shiplog.reconciler.controller.service;

import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says honestly that a Service is kept but that nothing routes to its pods yet. */
public final class ServiceNoticeController implements Controller {

    @Override
    public String name() {
        return "service-controller";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        if (before == null && after != null && after.kind().equals(Kinds.SERVICE.kind())) {
            keys.accept(after.key());
        }
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject service = view.get(key);
        if (service == null) {
            return List.of();
        }
        return List.of(new Effect.RecordEvent(
                service,
                "Warning",
                "NotRouted",
                "this release keeps Services but does not route to them yet: reach the pods by their own addresses",
                true));
    }
}
