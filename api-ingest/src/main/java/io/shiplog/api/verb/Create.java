package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Target;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.concurrent.CompletableFuture;

/** POST of a new object. */
final class Create implements VerbHandler {

    private final Backend backend;

    Create(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ObjectNode object = Bodies.object(call);
        if (!Bodies.takeVersion(object).isEmpty()) {
            throw StatusException.badRequest("resourceVersion should not be set on objects to be created");
        }
        ApiRequest.Resource request = call.request();
        String name = Json.textAt(object, "metadata", "name");
        Target target = new Target(request.kind(), request.asked(), request.namespace(), name);
        return backend.submit(new Change.Create(target, Bodies.ask(call), Json.bytes(object)))
                .thenApply(outcome -> Written.answer(rendering, outcome, 201));
    }
}
