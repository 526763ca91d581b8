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
import org.jspecify.annotations.Nullable;

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
        return snapshot(backend, request, options, selection)
                .thenApply(snapshot -> page(rendering, options, selection, snapshot));
    }

    /** What a list or deletecollection looks at: everything that can match. */
    static CompletableFuture<Snapshot> snapshot(
            Backend backend, ApiRequest.Resource request, ListOptions options, Selection selection) {
        Kind kind = request.kind();
        ResourceView view = backend.view(kind);
        ContinueToken token = options.token();
        long wanted = token == null ? options.offset() : token.offset();
        return Freshness.of(backend, kind, wanted).thenApply(fresh -> {
            if (token != null) {
                return earlier(view, request, token);
            }
            if (options.exact()) {
                return view.listAt(kind, request.namespace(), options.offset());
            }
            boolean one = !selection.name().isEmpty()
                    && (!kind.namespaced() || !request.namespace().isEmpty());
            return one ? one(view, request, selection.name()) : view.list(kind, request.namespace());
        });
    }

    /** The version is read first: the object may be newer than it, but never older. */
    private static Snapshot one(ResourceView view, ApiRequest.Resource request, String name) {
        Snapshot none = new Snapshot(List.of(), view.version());
        Stored found = view.get(request.kind(), request.namespace(), name);
        if (found == null) {
            return none;
        }
        return new Snapshot(List.of(found), Math.max(found.offset(), none.version()));
    }

    private static Snapshot earlier(ResourceView view, ApiRequest.Resource request, ContinueToken token) {
        try {
            return view.listAt(request.kind(), request.namespace(), token.offset());
        } catch (StatusException expired) {
            throw ContinueToken.expired();
        }
    }

    private static Answer page(Rendering rendering, ListOptions options, Selection selection, Snapshot snapshot) {
        ContinueToken token = options.token();
        long limit = options.limit() == 0 ? Long.MAX_VALUE : options.limit();
        List<Stored> items = new ArrayList<>();
        Stored last = null;
        long left = 0;
        for (Stored stored : snapshot.objects()) {
            if (before(token, stored) || !selection.test(stored)) {
                continue;
            }
            if (items.size() < limit) {
                items.add(stored);
                last = stored;
            } else {
                left++;
            }
        }
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(snapshot.version()));
        if (left > 0 && last != null) {
            metadata.put("continue", new ContinueToken(snapshot.version(), order(last)).encode());
            if (selection.isEverything()) {
                metadata.put("remainingItemCount", left);
            }
        }
        return rendering.list(items, metadata);
    }

    private static boolean before(@Nullable ContinueToken token, Stored stored) {
        return token != null && order(stored).compareTo(token.lastKey()) <= 0;
    }

    private static String order(Stored stored) {
        return stored.object().namespace() + "/" + stored.object().name();
    }
}
