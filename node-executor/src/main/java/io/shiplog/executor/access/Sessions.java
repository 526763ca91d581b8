package io.shiplog.executor.access;

import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.internal.Pulse;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams that are open into this process's pods: opened off the event loop, upgraded once what they lead to is
 * there, closed when the client, the pod or the process goes. A stream has four threads at most, since a runtime's
 * streams block.
 */
final class Sessions implements AutoCloseable {

    /** Streams at a time; more are refused with 429. */
    static final int SESSIONS_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final long ANSWER_SECONDS = 10;
    private static final long UPGRADE_MILLIS_MAX = 10_000;
    /** Between two looks whether the pod is still there. */
    private static final long LOOK_MILLIS = 5_000;
    /** Looks that miss the pod before a stream is closed: its last words need a moment. */
    private static final int MISSED_MAX = 2;
    /** Looks after which the socket of a stream that was closed and has not said its end is closed as well. */
    private static final int FORCED_MAX = 8;

    private final Semaphore room = new Semaphore(SESSIONS_MAX);
    private final Map<StreamSession, Boolean> open = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "access-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    /** What a request leads to; may block. */
    interface Opening {
        StreamSession open() throws IOException;
    }

    /** Answers a request that asks for a WebSocket. */
    void open(Vertx vertx, HttpServerRequest request, Opening opening) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw StatusException.badRequest("Upgrade request required");
        }
        if (!room.tryAcquire()) {
            throw StatusException.of(
                    429,
                    "TooManyRequests",
                    "this node already serves " + SESSIONS_MAX + " exec, attach and port-forward streams");
        }
        request.pause();
        Context context = vertx.getOrCreateContext();
        StreamSession.Place place = new StreamSession.Place(vertx, context, threads);
        try {
            threads.execute(() -> {
                try {
                    StreamSession session = opening.open();
                    open.put(session, true);
                    if (closed) {
                        end(session);
                    }
                    context.runOnContext(turn -> upgrade(place, request, session));
                } catch (StatusException e) {
                    refuse(context, request, e);
                } catch (IOException | RuntimeException e) {
                    LOG.debug("a stream cannot be opened", e);
                    refuse(context, request, StatusException.of(500, "InternalError", "Internal error occurred: " + e));
                }
            });
        } catch (RejectedExecutionException e) {
            room.release();
            throw StatusException.of(503, "ServiceUnavailable", "this node is going down");
        }
    }

    private void refuse(Context context, HttpServerRequest request, StatusException why) {
        room.release();
        context.runOnContext(turn -> {
            request.resume();
            if (!request.response().closed()) {
                InternalServer.refuse(request, why);
            }
        });
    }

    private void upgrade(StreamSession.Place place, HttpServerRequest request, StreamSession session) {
        AtomicBoolean late = new AtomicBoolean();
        long timer = place.vertx().setTimer(UPGRADE_MILLIS_MAX, over -> {
            late.set(true);
            request.connection().close();
            end(session);
        });
        request.toWebSocket()
                .onSuccess(socket -> {
                    place.vertx().cancelTimer(timer);
                    if (late.get()) {
                        var unused = socket.close();
                    } else {
                        join(place, socket, session);
                    }
                })
                .onFailure(gone -> {
                    if (place.vertx().cancelTimer(timer)) {
                        end(session);
                    }
                });
    }

    /** The socket lives until whoever asked closes it; what it is joined to may end before. */
    private void join(StreamSession.Place place, ServerWebSocket socket, StreamSession session) {
        Pulse pulse = Pulse.of(place.vertx(), socket, session::paused);
        int[] missed = new int[1];
        long look = place.vertx().setPeriodic(LOOK_MILLIS, tick -> {
            var unused = session.alive()
                    .whenComplete((there, gone) -> place.context().runOnContext(turn -> {
                        boolean endedByItself = session.ended() && missed[0] < MISSED_MAX;
                        missed[0] = gone == null || endedByItself ? 0 : missed[0] + 1;
                        if (missed[0] == MISSED_MAX) {
                            letGo(session);
                        } else if (missed[0] > FORCED_MAX && !socket.isClosed()) {
                            var unusedClose = socket.close((short) 1001, "the pod is gone");
                        }
                    }));
        });
        socket.exceptionHandler(broken -> {
            if (!socket.isClosed()) {
                var unused = socket.close((short) 1009, broken.getMessage());
            }
        });
        socket.closeHandler(gone -> {
            pulse.stop();
            place.vertx().cancelTimer(look);
            end(session);
        });
        session.start(socket, place);
    }

    /** A session is over; it is let go off the event loop. */
    private void end(StreamSession session) {
        if (open.remove(session) != null) {
            room.release();
            letGo(session);
        }
    }

    private void letGo(StreamSession session) {
        try {
            threads.execute(session::close);
        } catch (RejectedExecutionException e) {
            session.close();
        }
    }

    /** Waits for what the loop of this process knows. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusException refusal) {
                throw refusal;
            }
            throw StatusException.of(500, "InternalError", "Internal error occurred: " + e.getCause());
        } catch (TimeoutException e) {
            throw StatusException.of(504, "Timeout", "the executor is busy and did not say in time what it runs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.of(503, "ServiceUnavailable", "this node is going down");
        }
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(open.keySet()).forEach(session -> {
            if (open.remove(session) != null) {
                session.close();
            }
        });
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
