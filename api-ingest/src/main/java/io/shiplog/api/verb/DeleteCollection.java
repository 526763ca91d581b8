package io.shiplog.api.verb;

import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Outcome;
import io.shiplog.api.read.Snapshot;
import io.shiplog.api.read.Stored;
import io.shiplog.api.read.Target;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.DeleteOptions;
import io.shiplog.api.request.ListOptions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** DELETE of a collection: one command for each object that is selected. What others removed meanwhile is left out. */
final class DeleteCollection implements VerbHandler {

    private final Backend backend;

    DeleteCollection(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        Rendering rendering = Rendering.of(call);
        ListOptions list = ListOptions.parse(call.query());
        DeleteOptions options = DeleteOptions.parse(call.body(), call.query());
        ApiRequest.Resource request = call.request();
        Selection selection = Selection.of(request.kind(), list, "");
        Ask ask = Bodies.ask(call, options.dryRun());
        return ListObjects.snapshot(backend, request, list, selection, Long.MAX_VALUE)
                .thenCompose(snapshot -> deleteAll(request, selection, snapshot, options, ask))
                .thenApply(gone -> rendering.list(
                        gone,
                        Json.object()
                                .put(
                                        "resourceVersion",
                                        Long.toString(
                                                backend.view(request.kind()).version()))));
    }

    private CompletableFuture<List<Stored>> deleteAll(
            ApiRequest.Resource request, Selection selection, Snapshot snapshot, DeleteOptions options, Ask ask) {
        List<CompletableFuture<@Nullable Stored>> all = new ArrayList<>();
        for (Stored stored : snapshot.objects()) {
            if (selection.test(stored)) {
                Target target = new Target(
                        request.kind(),
                        request.asked(),
                        stored.object().namespace(),
                        stored.object().name());
                all.add(backend.submit(Delete.change(target, ask, options, false))
                        .<@Nullable Stored>thenApply(Outcome::object)
                        .exceptionally(DeleteCollection::ignoreNotFound));
            }
        }
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).thenApply(done -> {
            List<Stored> gone = new ArrayList<>();
            for (CompletableFuture<@Nullable Stored> one : all) {
                Stored stored = one.join();
                if (stored != null) {
                    gone.add(stored);
                }
            }
            return gone;
        });
    }

    private static @Nullable Stored ignoreNotFound(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (cause instanceof StatusException refusal) {
            if (refusal.code() == 404) {
                return null;
            }
            throw refusal;
        }
        throw new IllegalStateException(cause);
    }
}
