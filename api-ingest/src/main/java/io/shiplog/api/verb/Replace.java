package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Expect;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.concurrent.CompletableFuture;

/** PUT of an object, or of its status, scale or finalizers. */
final class Replace implements VerbHandler {

    private final Backend backend;

    Replace(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ApiRequest.Resource request = call.request();
        boolean scale = request.subresource().equals("scale");
        ObjectNode object = scale ? Bodies.tree(call) : Bodies.object(call);
        String name = Json.textAt(object, "metadata", "name");
        if (!name.isEmpty() && !name.equals(request.name())) {
            throw StatusException.badRequest("the name of the object (" + name
                    + ") does not match the name on the URL (" + request.name() + ")");
        }
        Expect expect = Expect.version(Bodies.takeVersion(object));
        Change change = new Change.Replace(
                Bodies.target(call), Bodies.ask(call), request.subresource(), Json.bytes(object), expect);
        return backend.submit(change)
                .thenApply(outcome -> scale
                        ? rendering.tree(200, ScaleView.of(Written.object(outcome)), outcome.warnings())
                        : Written.answer(rendering, outcome, 200));
    }
}
