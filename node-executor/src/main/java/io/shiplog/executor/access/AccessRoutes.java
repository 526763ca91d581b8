package io.shiplog.executor.access;

import static io.shiplog.schemas.internal.InternalServer.parameter;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** THE list of what an executor answers on the internal read protocol. */
public final class AccessRoutes implements AutoCloseable {

    private static final int PORT_MAX = 65_535;

    private final PodAccess access;
    private final RunningPods pods;
    private final Sessions sessions = new Sessions();

    /** Routes to a runtime's pods. */
    public AccessRoutes(PodAccess access, RunningPods pods) {
        this.access = access;
        this.pods = pods;
    }

    /** Routes by path. */
    public Map<String, InternalServer.Route> routes() {
        return Map.of(
                InternalPaths.EXEC, (vertx, request) -> sessions.open(vertx, request, () -> exec(request)),
                InternalPaths.ATTACH, (vertx, request) -> sessions.open(vertx, request, () -> attach(request)),
                InternalPaths.PORT_FORWARD, (vertx, request) -> sessions.open(vertx, request, () -> forward(request)));
    }

    private StreamSession exec(HttpServerRequest request) throws IOException {
        PodAccess.Streams streams = streams(request);
        List<String> command = request.params(true).getAll("command");
        if (command.isEmpty()) {
            throw StatusException.badRequest("you must specify at least one command for the container");
        }
        ContainerRef container = container(request);
        return new ExecSession(access.exec(container, command, streams), streams, false, same(container));
    }

    private StreamSession attach(HttpServerRequest request) throws IOException {
        PodAccess.Streams streams = streams(request);
        ContainerRef container = container(request);
        return new ExecSession(access.attach(container, streams), streams, true, same(container));
    }

    private StreamSession forward(HttpServerRequest request) throws IOException {
        int port = port(parameter(request, "port"));
        String uid = parameter(request, "uid");
        PodRef pod = Sessions.await(pods.pod(uid));
        String words = "error forwarding port " + port + " to pod " + pod.name() + ", uid " + uid + ": ";
        try {
            return new ForwardSession(access.connect(pod, port), words, () -> pods.pod(uid));
        } catch (IOException e) {
            throw StatusException.of(500, "InternalError", words + e.getMessage());
        }
    }

    private ContainerRef container(HttpServerRequest request) {
        return Sessions.await(pods.container(parameter(request, "uid"), parameter(request, "container")));
    }

    /** Another run of the same container is another container: what was joined to the old one is over. */
    private Supplier<CompletableFuture<?>> same(ContainerRef joined) {
        return () -> pods.container(joined.pod().uid(), joined.container()).thenAccept(now -> {
            if (!now.equals(joined)) {
                throw StatusException.of(404, "NotFound", "container was restarted");
            }
        });
    }

    private static PodAccess.Streams streams(HttpServerRequest request) {
        boolean tty = flag(request, "tty");
        PodAccess.Streams out = new PodAccess.Streams(
                flag(request, "stdin"), flag(request, "stdout"), flag(request, "stderr") && !tty, tty);
        if (!out.stdin() && !out.stdout() && !out.stderr()) {
            throw StatusException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        return out;
    }

    private static boolean flag(HttpServerRequest request, String name) {
        return parameter(request, name).equals("true");
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw StatusException.badRequest("port \"" + text + "\" is not a number from 1 to 65535");
    }

    /** Ends all streams and their threads. */
    @Override
    public void close() {
        sessions.close();
    }
}
