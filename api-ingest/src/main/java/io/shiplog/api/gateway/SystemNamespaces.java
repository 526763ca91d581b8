package io.shiplog.api.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Target;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The namespaces that every cluster has from its first moment on; asked for by the same door as any other. */
public final class SystemNamespaces {

    private static final List<String> NAMES = List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private final Backend backend;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean there;

    public SystemNamespaces(Backend backend) {
        this.backend = backend;
    }

    /** True once they exist; the first call after the backend is ready asks for those that do not. */
    public boolean there() {
        if (!there && backend.ready() && begun.compareAndSet(false, true)) {
            var unused = CompletableFuture.allOf(
                            NAMES.stream().map(this::ensure).toArray(CompletableFuture[]::new))
                    .whenComplete((done, error) -> {
                        there = error == null;
                        begun.set(error == null);
                    });
        }
        return there;
    }

    private CompletableFuture<?> ensure(String name) {
        ObjectNode namespace = Json.object();
        namespace.put("kind", Kinds.NAMESPACE.kind()).put("apiVersion", Kinds.NAMESPACE.apiVersion());
        namespace.putObject("metadata").put("name", name);
        Target target = new Target(Kinds.NAMESPACE, Kinds.NAMESPACE.served().get(0), "", name);
        Ask ask = new Ask("system:apiserver", false, "shiplog", "Ignore", "start");
        return backend.submit(new Change.Create(target, ask, Json.bytes(namespace)))
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
