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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Empties a namespace that is being deleted, and lets go of it (spec.finalizers) when nothing is left in it. */
public final class NamespaceController implements Controller {

    @Override
    public String name() {
        return "namespace-controller";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        KubeObject object = after == null ? before : after;
        if (object == null) {
            return;
        }
        if (object.kind().equals(Kinds.NAMESPACE.kind())) {
            if (after != null && after.deleting()) {
                keys.accept(after.key());
            }
        } else if (!object.namespace().isEmpty() && (after == null || before == null)) {
            KubeObject namespace = view.get(Kinds.NAMESPACE.key("", object.namespace()));
            if (namespace != null && namespace.deleting()) {
                keys.accept(namespace.key());
            }
        }
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject namespace = view.get(key);
        if (namespace == null || !namespace.deleting()) {
            return List.of();
        }
        Collection<KubeObject> contents = view.listNamespace(namespace.name());
        if (contents.isEmpty()) {
            ObjectNode next = namespace.copy();
            Json.ensure(next, "spec").putArray("finalizers");
            return List.of(new Effect.Update(namespace, next, false, "Delete"));
        }
        List<Effect> out = new ArrayList<>();
        for (KubeObject object : contents) {
            if (object.deleting()) {
                continue;
            }
            if (out.size() >= MAX_EFFECTS - 1) {
                out.add(new Effect.WakeAt(now));
                break;
            }
            out.add(new Effect.Delete(object.key(), object.uid(), "Background", -1, "Delete"));
        }
        return out;
    }
}
