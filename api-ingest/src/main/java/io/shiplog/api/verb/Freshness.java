package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.ResourceView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How new a read must be. */
final class Freshness {

    private Freshness() {}

    /**
     * Completes when the view may be read. No version (-1): it holds all that anybody was told before. 0: at once. N:
     * it has
     * passed N; fails with 504 and the cause ResourceVersionTooLarge when that does not come.
     */
    static CompletableFuture<Void> of(Backend backend, Kind kind, long version) {
        if (version < 0) {
            return backend.upToDate(kind);
        }
        if (version == 0) {
            return CompletableFuture.completedFuture(null);
        }
        ResourceView view = backend.view(kind);
        return view.whenPassed(version + 1)
                .orTimeout(ResourceView.VERSION_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    throw tooLarge(version, view.version());
                });
    }

    private static StatusException tooLarge(long wanted, long current) {
        String text = "Too large resource version: " + wanted + ", current: " + current;
        StatusException out = StatusException.of(504, "Timeout", text);
        ObjectNode details = Json.ensure(out.status(), "details");
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return out;
    }
}
