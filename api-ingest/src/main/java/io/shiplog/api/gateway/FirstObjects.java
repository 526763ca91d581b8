package io.shiplog.api.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Target;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.object.SystemPriorities;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What every cluster has from its first moment on, namespaces and the system's priority classes; asked for by the same
 * door as any other.
 */
public final class FirstObjects {

    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private final Backend backend;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean there;

    public FirstObjects(Backend backend) {
        this.backend = backend;
    }

    /** True once they exist; the first call after the backend is ready asks for those that do not. */
    public boolean there() {
        if (!there && backend.ready() && begun.compareAndSet(false, true)) {
            List<CompletableFuture<?>> asked = new ArrayList<>();
            NAMESPACES.forEach(name -> asked.add(ensure(Kinds.NAMESPACE, object(Kinds.NAMESPACE, name))));
            priorityClasses().forEach(one -> asked.add(ensure(Kinds.PRIORITY_CLASS, one)));
            var unused = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .whenComplete((done, error) -> {
                        there = error == null;
                        begun.set(error == null);
                    });
        }
        return there;
    }

    private static List<ObjectNode> priorityClasses() {
        return List.of(
                priorityClass(
                        SystemPriorities.NODE_CRITICAL,
                        "Used for system critical pods that must not be moved from their current node."),
                priorityClass(
                        SystemPriorities.CLUSTER_CRITICAL,
                        "Used for system critical pods that must run in the cluster, but can be moved to another node"
                                + " if necessary."));
    }

    private static ObjectNode priorityClass(String name, String description) {
        return object(Kinds.PRIORITY_CLASS, name)
                .put("value", SystemPriorities.value(name, 0))
                .put("description", description);
    }

    private static ObjectNode object(Kind kind, String name) {
        ObjectNode out = Json.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        out.putObject("metadata").put("name", name);
        return out;
    }

    private CompletableFuture<?> ensure(Kind kind, ObjectNode object) {
        Target target = new Target(kind, kind.served().get(0), "", Json.textAt(object, "metadata", "name"));
        Ask ask = new Ask("system:apiserver", false, "shiplog", "Ignore", "start");
        return backend.submit(new Change.Create(target, ask, Json.bytes(object)))
                .handle((outcome, error) -> {
                    if (error != null && !exists(error)) {
                        throw new CompletionException(error);
                    }
                    return outcome;
                });
    }

    private static boolean exists(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return reason(cause).equals("AlreadyExists");
    }

    private static String reason(@Nullable Throwable cause) {
        return cause instanceof StatusException status ? Json.textAt(status.status(), "reason") : "";
    }
}
