package io.shiplog.api.verb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Change.PatchForm;
import io.shiplog.api.read.Expect;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.ContentTypes;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * PATCH of an object, or of its status or scale. The patch is applied behind the log, where objects have no
 * resourceVersion:
 * what a patch says of it is taken out here and becomes a precondition.
 */
final class PatchObjects implements VerbHandler {

    private static final List<ContentTypes.Patch> SUPPORTED =
            List.of(ContentTypes.Patch.JSON_PATCH, ContentTypes.Patch.JSON_MERGE, ContentTypes.Patch.STRATEGIC_MERGE);
    private static final String VERSION_PATH = "/metadata/resourceVersion";

    private final Backend backend;

    PatchObjects(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ApiRequest.Resource request = call.request();
        PatchForm form = switch (ContentTypes.patch(call.header().apply("Content-Type"), SUPPORTED)) {
            case JSON_PATCH -> PatchForm.JSON_PATCH;
            case JSON_MERGE -> PatchForm.JSON_MERGE;
            case STRATEGIC_MERGE, APPLY -> PatchForm.STRATEGIC_MERGE;
        };
        JsonNode patch = parse(call.body());
        Expect expect = Expect.version(takeVersion(form, patch));
        Change change = new Change.Patch(
                Bodies.target(call), Bodies.ask(call), request.subresource(), form, Json.bytes(patch), expect);
        boolean scale = request.subresource().equals("scale");
        return backend.submit(change)
                .thenApply(outcome -> scale
                        ? rendering.tree(200, ScaleView.of(Written.object(outcome)), outcome.warnings())
                        : Written.answer(rendering, outcome, 200));
    }

    private static JsonNode parse(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw StatusException.badRequest("error decoding patch: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw StatusException.badRequest("error decoding patch: " + e.getMessage());
        }
    }

    private static String takeVersion(PatchForm form, JsonNode patch) {
        if (form == PatchForm.JSON_PATCH) {
            if (patch instanceof ArrayNode operations) {
                return takeVersion(operations);
            }
            throw StatusException.badRequest("error decoding patch: a JSON patch is an array of operations");
        }
        if (patch instanceof ObjectNode object) {
            return Bodies.takeVersion(object);
        }
        throw StatusException.badRequest("error decoding patch: a merge patch is a JSON object");
    }

    private static String takeVersion(ArrayNode operations) {
        String version = "";
        Iterator<JsonNode> each = operations.iterator();
        while (each.hasNext()) {
            JsonNode operation = each.next();
            if (Json.textAt(operation, "path").equals(VERSION_PATH)) {
                version = Json.textAt(operation, "value");
                each.remove();
            }
        }
        return version;
    }
}
