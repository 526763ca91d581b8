package io.shiplog.reconciler.controller.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every namespace has a ServiceAccount named default; it comes back when it is deleted. */
public final class ServiceAccountController implements Controller {

    private static final String DEFAULT = "default";

    @Override
    public String name() {
        return "serviceaccount-controller";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        if (before == null && after != null && after.kind().equals(Kinds.NAMESPACE.kind())) {
            keys.accept(after.key());
        }
        if (after == null && before != null && before.kind().equals(Kinds.SERVICE_ACCOUNT.kind())) {
            keys.accept(Kinds.NAMESPACE.key("", before.namespace()));
        }
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject namespace = view.get(key);
        if (namespace == null
                || namespace.deleting()
                || view.get(Kinds.SERVICE_ACCOUNT.key(namespace.name(), DEFAULT)) != null) {
            return List.of();
        }
        ObjectNode account = Json.object();
        account.put("kind", Kinds.SERVICE_ACCOUNT.kind()).put("apiVersion", Kinds.SERVICE_ACCOUNT.apiVersion());
        account.putObject("metadata").put("name", DEFAULT);
        return List.of(new Effect.Create(Kinds.SERVICE_ACCOUNT, namespace.name(), account, "Create"));
    }
}
