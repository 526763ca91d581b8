package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.request.DeleteOptions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.concurrent.CompletableFuture;

/** POST pods/eviction: a delete that disruption budgets may refuse with 429. */
final class Evict implements VerbHandler {

    private final Backend backend;

    Evict(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        ObjectNode eviction = Bodies.tree(call);
        String name = Json.textAt(eviction, "metadata", "name");
        if (!name.isEmpty() && !name.equals(call.request().name())) {
            throw StatusException.badRequest("name in URL does not match name in Eviction object: \""
                    + call.request().name() + "\" and \"" + name + "\"");
        }
        JsonNode given = eviction.get("deleteOptions");
        byte[] body = given instanceof ObjectNode object ? Json.bytes(object) : new byte[0];
        DeleteOptions options = DeleteOptions.parse(body, call.query());
        return backend.submit(Delete.change(Bodies.target(call), Bodies.ask(call, options.dryRun()), options, true))
                .thenApply(outcome -> {
                    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
                    status.putObject("metadata");
                    return Answer.json(201, status.put("status", "Success").put("code", 201));
                });
    }
}
