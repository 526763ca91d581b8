package io.shiplog.api.verb;

import java.util.concurrent.CompletableFuture;

/** One verb. A refusal is a StatusException, thrown or in the future. */
interface VerbHandler {
    CompletableFuture<Answer> handle(Call call);
}
