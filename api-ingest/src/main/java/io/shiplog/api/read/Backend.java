package io.shiplog.api.read;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import java.util.concurrent.CompletableFuture;

/** All that the HTTP verbs need of the cluster behind them. */
public interface Backend {

    /** The view that holds this kind. */
    ResourceView view(Kind kind);

    /**
     * Completes once the view holds everything that was acknowledged to anybody before this call. Fails with
     * {@link StatusException} 504 when the log cannot be asked in time.
     */
    CompletableFuture<Void> upToDate(Kind kind);

    /**
     * Carries out a change. Completes when the view holds its result, so that a read afterwards sees it; fails with the
     * {@link StatusException} of a refusal, or 504 when no answer came in time (the change may have happened).
     */
    CompletableFuture<Outcome> submit(Change change);

    /** False while the view is still being filled. */
    boolean ready();
}
