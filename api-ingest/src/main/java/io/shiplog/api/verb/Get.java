package io.shiplog.api.verb;

import io.shiplog.api.endpoint.InternalReads;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Stored;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.ListOptions;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * GET of one object, or of its status or scale. {@code kubectl logs} asks for the pod before it asks for its lines, and
 * gives up when there is none; so it alone is shown a pod that is gone as what its lines tell of it.
 */
final class Get implements VerbHandler {

    private static final String ASKS_FOR_LINES = "kubectl logs";

    private final Backend backend;
    private final InternalReads reads;

    Get(Backend backend, InternalReads reads) {
        this.backend = backend;
        this.reads = reads;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ApiRequest.Resource request = call.request();
        Kind kind = request.kind();
        Map<String, List<String>> version =
                Map.of("resourceVersion", call.query().getOrDefault("resourceVersion", List.of()));
        return Freshness.of(backend, kind, ListOptions.parse(version).offset()).thenCompose(fresh -> {
            Stored found = backend.view(kind).get(kind, request.namespace(), request.name());
            if (found == null) {
                StatusException missing =
                        StatusException.notFound(request.asked().group(), kind.plural(), request.name());
                boolean trace = kind.equals(Kinds.POD)
                        && ASKS_FOR_LINES.equals(call.header().apply("Kubectl-Command"));
                return trace ? trace(request, rendering, missing) : CompletableFuture.failedFuture(missing);
            }
            return CompletableFuture.completedFuture(
                    request.subresource().equals("scale")
                            ? rendering.tree(200, ScaleView.of(found), List.of())
                            : rendering.object(200, found, List.of()));
        });
    }

    private CompletableFuture<Answer> trace(ApiRequest.Resource request, Rendering rendering, StatusException missing) {
        Map<String, String> which = Map.of("namespace", request.namespace(), "pod", request.name());
        return reads.get(PodLog.ROLE, InternalPaths.LOG_POD, which).handle((pod, unknown) -> {
            if (unknown != null) {
                throw missing;
            }
            return rendering.tree(200, pod, List.of());
        });
    }
}
