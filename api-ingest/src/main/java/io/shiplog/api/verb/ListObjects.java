package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.ResourceView;
import io.shiplog.api.read.Snapshot;
import io.shiplog.api.read.Stored;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.ContinueToken;
import io.shiplog.api.request.ListOptions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** GET of a collection. Pages after the first show the state of the first, as far as the watch window reaches back. */
final class ListObjects implements VerbHandler {

    private final Backend backend;

    ListObjects(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ListOptions options = ListOptions.parse(call.query());
        ApiRequest.Resource request = call.request();
        Selection selection = Selection.of(request.kind(), options, request.name());
        // One more than the page has says that there is another; what is selected may be anywhere.
        long limit = limit(options);
        long max = limit == Long.MAX_VALUE || !selection.isEverything() ? Long.MAX_VALUE : limit + 1;
        return snapshot(backend, request, options, selection, max)
                .thenApply(snapshot -> page(rendering, options, selection, snapshot));
    }

    /** What a list or deletecollection looks at: everything that can match, so many at most. */
    static CompletableFuture<Snapshot> snapshot(
            Backend backend, ApiRequest.Resource request, ListOptions options, Selection selection, long max) {
        Kind kind = request.kind();
        ResourceView view = backend.view(kind);
        ContinueToken token = options.token();
        long wanted = token == null ? options.offset() : token.offset();
        return Freshness.of(backend, kind, wanted).thenApply(fresh -> {
            if (token != null) {
                return earlier(view, request, token, max);
            }
            if (options.exact()) {
                return view.listAt(options.offset(), kind, request.namespace(), "", max);
            }
            boolean one = !selection.name().isEmpty()
                    && (!kind.namespaced() || !request.namespace().isEmpty());
            return one ? one(view, request, selection.name()) : view.list(kind, request.namespace(), "", max);
        });
    }

    /** The version is read first: the object may be newer than it, but never older. */
    private static Snapshot one(ResourceView view, ApiRequest.Resource request, String name) {
        long version = view.version();
        Stored found = view.get(request.kind(), request.namespace(), name);
        if (found == null) {
            return new Snapshot(List.of(), version, 0);
        }
        return new Snapshot(List.of(found), Math.max(found.offset(), version), 1);
    }

    private static Snapshot earlier(ResourceView view, ApiRequest.Resource request, ContinueToken token, long max) {
        try {
            return view.listAt(token.offset(), request.kind(), request.namespace(), token.lastKey(), max);
        } catch (StatusException expired) {
            throw ContinueToken.expired();
        }
    }

    private static long limit(ListOptions options) {
        return options.limit() <= 0 ? Long.MAX_VALUE : options.limit();
    }

    private static Answer page(Rendering rendering, ListOptions options, Selection selection, Snapshot snapshot) {
        long limit = limit(options);
        List<Stored> items = new ArrayList<>();
        boolean more = false;
        for (Stored stored : snapshot.objects()) {
            if (selection.test(stored)) {
                more = items.size() >= limit;
                if (more) {
                    break;
                }
                items.add(stored);
            }
        }
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(snapshot.version()));
        if (more) {
            ContinueToken token = options.token();
            long given = (token == null ? 0 : token.given()) + items.size();
            String last = Snapshot.order(items.get(items.size() - 1));
            metadata.put("continue", new ContinueToken(snapshot.version(), last, given).encode());
            if (selection.isEverything()) {
                metadata.put("remainingItemCount", snapshot.total() - given);
            }
        }
        return rendering.list(items, metadata);
    }
}
