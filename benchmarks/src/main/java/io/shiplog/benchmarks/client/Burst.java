package io.shiplog.benchmarks.client;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.client.ApiClient.Reply;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
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
        Queue<String> problems = new ConcurrentLinkedQueue<>();
        for (int i = 1; i <= count && problems.isEmpty(); i++) {
            room.acquireUninterruptibly();
            CompletableFuture<?> unused = request.apply(i).whenComplete((reply, error) -> {
                if (reply == null) {
                    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                    problems.add("the API server does not answer: " + cause);
                } else if (!reply.ok()) {
                    problems.add("the API server refused: " + reply);
                }
                room.release();
            });
        }
        room.acquireUninterruptibly(inFlight);
        String problem = problems.peek();
        if (problem != null) {
            throw new BenchException(problem);
        }
    }
}
