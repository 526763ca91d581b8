package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Expect;
import io.shiplog.api.read.Outcome;
import io.shiplog.api.read.Target;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.DeleteOptions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import java.util.concurrent.CompletableFuture;

/** DELETE of one object. Answers with the object while something holds it, with a Status when it is gone. */
final class Delete implements VerbHandler {

    private final Backend backend;

    Delete(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        DeleteOptions options = DeleteOptions.parse(call.body(), call.query());
        ApiRequest.Resource request = call.request();
        Kind kind = request.kind();
        // Events are not in the state behind the log, so only the view knows whether there is one to delete.
        boolean unknown =
                kind.uncachedTopic() && backend.view(kind).get(kind, request.namespace(), request.name()) == null;
        if (unknown) {
            throw StatusException.notFound(kind.group(), kind.plural(), request.name());
        }
        Change change = change(Bodies.target(call), Bodies.ask(call, options.dryRun()), options, false);
        return backend.submit(change)
                .thenApply(outcome -> outcome.removed() || outcome.object() == null
                        ? rendering.tree(200, success(request, outcome), outcome.warnings())
                        : Written.answer(rendering, outcome, 200));
    }

    static Change change(Target target, Ask ask, DeleteOptions options, boolean eviction) {
        String policy = options.propagationPolicy();
        Long grace = options.gracePeriodSeconds();
        return new Change.Delete(
                target,
                ask,
                policy == null ? "" : policy,
                grace == null ? -1 : grace,
                eviction,
                new Expect(options.uid(), options.resourceVersion()));
    }

    /** Status Success with the uid of what is gone. */
    private static ObjectNode success(ApiRequest.Resource request, Outcome outcome) {
        ObjectNode out = Json.object().put("kind", "Status").put("apiVersion", "v1");
        out.putObject("metadata");
        out.put("status", "Success");
        ObjectNode details = out.putObject("details").put("name", request.name());
        if (!request.asked().group().isEmpty()) {
            details.put("group", request.asked().group());
        }
        details.put("kind", request.kind().plural()).put("uid", outcome.uid());
        return out;
    }
}
