package io.shiplog.api.verb;

import io.shiplog.api.read.Backend;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.ListOptions;
import java.util.concurrent.CompletableFuture;

/** GET with watch=true, of a collection or (legacy) of one object. */
final class Watch implements VerbHandler {

    private final Backend backend;

    Watch(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ListOptions options = ListOptions.parse(call.query());
        ApiRequest.Resource request = call.request();
        Selection selection = Selection.of(request.kind(), options, request.name());
        return Freshness.of(backend, request.kind(), options.offset())
                .thenApply(fresh -> new Answer.Stream(new WatchStream(
                        backend.view(request.kind()),
                        request.kind(),
                        request.namespace(),
                        rendering,
                        selection,
                        options)));
    }
}
