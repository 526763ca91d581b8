package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.discovery.VirtualKinds;
import io.shiplog.api.endpoint.InternalReads;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Stored;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.ListOptions;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.object.Times;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * GET of PodMetrics and NodeMetrics: asked of log-aggregator, and put beside the pods and nodes of the view, which
 * alone know labels and who is there.
 */
final class Measured implements VerbHandler {

    private static final String AGGREGATOR = "log-aggregator";

    private final Backend backend;
    private final InternalReads reads;

    Measured(Backend backend, InternalReads reads) {
        this.backend = backend;
        this.reads = reads;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        ApiRequest.Resource request = call.request();
        Rendering rendering = Rendering.of(call);
        boolean pods = request.kind().equals(VirtualKinds.POD_METRICS);
        Kind of = pods ? Kinds.POD : Kinds.NODE;
        ListOptions options = ListOptions.parse(call.query());
        Selection selection = Selection.of(of, options, request.name());
        if (!request.name().isEmpty() && backend.view(of).get(of, request.namespace(), request.name()) == null) {
            throw StatusException.notFound(of.group(), of.plural(), request.name());
        }
        return reads.get(
                        AGGREGATOR,
                        pods ? InternalPaths.POD_METRICS : InternalPaths.NODE_METRICS,
                        Map.of("namespace", request.namespace(), "name", request.name()))
                .thenApply(measured -> {
                    ObjectNode list = selected(measured, of, selection, call);
                    ArrayNode items = (ArrayNode) list.get("items");
                    if (request.name().isEmpty()) {
                        return rendering.tree(200, list, List.of());
                    }
                    if (items.isEmpty()) {
                        throw nothingKnown(request, pods);
                    }
                    return rendering.tree(200, (ObjectNode) items.get(0), List.of());
                });
    }

    private ObjectNode selected(ObjectNode measured, Kind of, Selection selection, Call call) {
        ObjectNode out = measured.deepCopy();
        ArrayNode items = out.putArray("items");
        for (ObjectNode item : Json.objectsAt(measured, "items")) {
            Stored stored = stored(of, item);
            if (stored != null && selection.test(stored)) {
                ObjectNode metadata = Json.ensure(item, "metadata");
                metadata.put("creationTimestamp", Times.format(call.clock().get()));
                Map<String, String> labels = stored.object().labels();
                if (!labels.isEmpty()) {
                    labels.forEach(metadata.putObject("labels")::put);
                }
                items.add(item);
            }
        }
        return out;
    }

    private @Nullable Stored stored(Kind of, ObjectNode item) {
        return backend.view(of)
                .get(of, Json.textAt(item, "metadata", "namespace"), Json.textAt(item, "metadata", "name"));
    }

    /** In metrics-server's words, which name the resource by its kind and the pod with its namespace. */
    private static StatusException nothingKnown(ApiRequest.Resource request, boolean pods) {
        return StatusException.notFound(
                request.asked().group(),
                pods ? "podmetrics" : "nodemetrics",
                pods ? request.namespace() + "/" + request.name() : request.name());
    }
}
