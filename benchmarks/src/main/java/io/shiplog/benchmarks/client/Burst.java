package io.shiplog.benchmarks.client;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.client.ApiClient.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Many requests as fast as they are answered, so many of them on their way at once. */
public final class Burst {

    private Burst() {}

    /**
     * Sends requests 1 to count and returns when all are answered.
     *
     * @param request sends the i-th
     * @throws BenchException when one was refused or lost, with what was said; what had been sent by then was sent
     */
    public static void send(int count, int inFlight, IntFunction<CompletableFuture<Reply>> request) {
        Semaphore room = new Semaphore(inFlight);
        AtomicReference<String> problem = new AtomicReference<>("");
        for (int i = 1; i <= count && problem.get().isEmpty(); i++) {
            room.acquireUninterruptibly();
            CompletableFuture<?> unused = request.apply(i).whenComplete((reply, error) -> {
                if (reply == null) {
                    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                    problem.compareAndSet("", "the API server does not answer: " + cause);
                } else if (!reply.ok()) {
                    problem.compareAndSet("", "the API server refused: " + reply);
                }
                room.release();
            });
        }
        room.acquireUninterruptibly(inFlight);
        if (!problem.get().isEmpty()) {
            throw new BenchException(problem.get());
        }
    }
}
