package io.shiplog.api.verb;

import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Stored;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.ListOptions;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** GET of one object, or of its status or scale. */
final class Get implements VerbHandler {

    private final Backend backend;

    Get(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ApiRequest.Resource request = call.request();
        Kind kind = request.kind();
        Map<String, List<String>> version =
                Map.of("resourceVersion", call.query().getOrDefault("resourceVersion", List.of()));
        return Freshness.of(backend, kind, ListOptions.parse(version).offset()).thenApply(fresh -> {
            Stored found = backend.view(kind).get(kind, request.namespace(), request.name());
            if (found == null) {
                throw StatusException.notFound(request.asked().group(), kind.plural(), request.name());
            }
            return request.subresource().equals("scale")
                    ? rendering.tree(200, ScaleView.of(found), List.of())
                    : rendering.object(200, found, List.of());
        });
    }
}
