package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exec, attach and port-forward through the engine. */
final class DockerAccess implements PodAccess {

    /** Less than the API server waits, so that the client hears what is the matter. */
    private static final Duration ANSWER = Engine.QUICK;

    private static final int CONNECT_MILLIS = 5_000;
    /** Looks for the process of a command that was left right after its start. */
    private static final int LOOKS_MAX = 50;

    private static final long LOOK_MILLIS = 100;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final Logger LOG = LoggerFactory.getLogger(DockerAccess.class);

    private final String dockerHost;
    private final Function<PodRef, String> address;
    private final Supplier<String> unready;

    /**
     * @param address where a pod's ports are reached from this machine, empty for an unknown pod
     * @param unready why the engine does not answer, or empty
     */
    DockerAccess(String dockerHost, Function<PodRef, String> address, Supplier<String> unready) {
        this.dockerHost = dockerHost;
        this.address = address;
        this.unready = unready;
    }

    @Override
    public Session exec(ContainerRef container, List<String> command, Streams streams) throws IOException {
        String name = ContainerPlan.name(container.pod(), container.container(), container.attempt());
        ObjectNode wanted = Json.object();
        command.forEach(wanted.putArray("Cmd")::add);
        wanted.put("AttachStdin", streams.stdin())
                .put("AttachStdout", streams.stdout())
                .put("AttachStderr", streams.stderr() && !streams.tty())
                .put("Tty", streams.tty());
        String id;
        refuseWhileAway();
        try {
            id = Json.textAt(ask("POST", "/containers/" + name + "/exec", wanted), "Id");
        } catch (EngineRefusalException e) {
            throw refused(container, e);
        }
        ObjectNode start = Json.object().put("Detach", false).put("Tty", streams.tty());
        return open(container, "/exec/" + id + "/start", start, streams.tty(), new Command(name, id));
    }

    @Override
    public Session attach(ContainerRef container, Streams streams) throws IOException {
        String name = ContainerPlan.name(container.pod(), container.container(), container.attempt());
        ObjectNode there;
        refuseWhileAway();
        try {
            there = ask("GET", "/containers/" + name + "/json", null);
        } catch (EngineRefusalException e) {
            throw refused(container, e);
        }
        boolean tty = Json.flagAt(there, "Config", "Tty");
        String path = "/containers/" + name + "/attach?stream=1&stdin=" + bit(streams.stdin()) + "&stdout="
                + bit(streams.stdout()) + "&stderr=" + bit(streams.stderr() || tty);
        if (!Json.flagAt(there, "State", "Running")) {
            throw notRunning(container);
        }
        return open(container, path, Json.object(), tty, new Attachment(name));
    }

    /** Nobody waits for an engine of which it is known that it does not answer. */
    private void refuseWhileAway() {
        String why = unready.get();
        if (!why.isEmpty()) {
            throw StatusException.of(503, "ServiceUnavailable", why);
        }
    }

    private static String bit(boolean flag) {
        return flag ? "1" : "0";
    }

    private Session open(ContainerRef container, String path, ObjectNode body, boolean tty, EngineSession.Target target)
            throws IOException {
        EngineSocket socket = EngineSocket.open(dockerHost);
        try {
            InputStream answer = EngineSocket.within(ANSWER, socket, () -> socket.send("POST", path, body, true));
            return new EngineSession(socket, answer, tty, target);
        } catch (EngineRefusalException e) {
            socket.close();
            throw refused(container, e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static StatusException refused(ContainerRef container, EngineRefusalException error) {
        String words = String.valueOf(error.getMessage());
        if (error.status() == NOT_FOUND || error.status() == CONFLICT) {
            return notRunning(container);
        }
        return StatusException.of(
                500, "InternalError", "Internal error occurred: error executing command in container: " + words);
    }

    private static StatusException notRunning(ContainerRef container) {
        return StatusException.of(404, "NotFound", "container not found (\"" + container.container() + "\")");
    }

    private ObjectNode ask(String method, String path, @Nullable ObjectNode body) throws IOException {
        return EngineSocket.ask(dockerHost, method, path, body, ANSWER);
    }

    @Override
    public Connection connect(PodRef pod, int port) throws IOException {
        String host = address.apply(pod);
        if (host.isEmpty()) {
            throw StatusException.of(404, "NotFound", "pod \"" + pod.name() + "\" does not run");
        }
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return new PodConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "failed to connect to " + host + ":" + port + " of pod " + pod.name() + ": " + e.getMessage(), e);
        }
    }

    /** A connection to a port. */
    private record PodConnection(Socket socket) implements Connection {
        @Override
        public InputStream in() {
            return stream(socket::getInputStream);
        }

        @Override
        public OutputStream out() {
            OutputStream to = stream(socket::getOutputStream);
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    to.write(b);
                }

                @Override
                public void write(byte[] from, int at, int length) throws IOException {
                    to.write(from, at, length);
                }

                @Override
                public void close() throws IOException {
                    if (!socket.isClosed()) {
                        socket.shutdownOutput();
                    }
                }
            };
        }

        private interface Opening<T> {
            T open() throws IOException;
        }

        private static <T> T stream(Opening<T> opening) {
            try {
                return opening.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A command; the engine has no word for ending one, so its process is killed where this process may do that. */
    private final class Command implements EngineSession.Target {
        private final String container;
        private final String id;

        Command(String container, String id) {
            this.container = container;
            this.id = id;
        }

        @Override
        public int exitCode() throws IOException {
            try {
                ObjectNode state = ask("GET", "/exec/" + id + "/json", null);
                return Json.flagAt(state, "Running") ? -1 : (int) Json.longAt(state, 0, "ExitCode");
            } catch (EngineRefusalException e) {
                throw new IOException("the container has ended and was removed: " + e.getMessage(), e);
            }
        }

        @Override
        public void resize(int width, int height) {
            size("/exec/" + id, width, height);
        }

        @Override
        public void abandoned() {
            try {
                for (int look = 0; look < LOOKS_MAX; look++) {
                    ObjectNode state = ask("GET", "/exec/" + id + "/json", null);
                    long pid = Json.longAt(state, 0, "Pid");
                    if (!Json.flagAt(state, "Running")) {
                        return;
                    }
                    if (pid > 0) {
                        kill(pid);
                        return;
                    }
                    Thread.sleep(LOOK_MILLIS); // it has only just been started
                }
            } catch (IOException | EngineRefusalException e) {
                LOG.debug("an abandoned command in {} may run on", container, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void kill(long pid) {
            if (inside(pid)) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }

        /** The engine may live in another pid namespace, where the number means somebody else. */
        private boolean inside(long pid) {
            try {
                String full = Json.textAt(ask("GET", "/containers/" + container + "/json", null), "Id");
                return !full.isEmpty()
                        && Files.readString(Path.of("/proc", String.valueOf(pid), "cgroup"))
                                .contains(full);
            } catch (IOException | EngineRefusalException e) {
                return false;
            }
        }

        @Override
        public boolean mayBeLeft() {
            return false;
        }
    }

    /** The container's own process, which runs on when it is left. */
    private final class Attachment implements EngineSession.Target {
        private final String container;

        Attachment(String container) {
            this.container = container;
        }

        @Override
        public int exitCode() throws IOException {
            try {
                ObjectNode there = ask("GET", "/containers/" + container + "/json", null);
                return Json.flagAt(there, "State", "Running") ? -1 : (int) Json.longAt(there, 0, "State", "ExitCode");
            } catch (EngineRefusalException e) {
                return 0;
            }
        }

        @Override
        public void resize(int width, int height) {
            size("/containers/" + container, width, height);
        }

        @Override
        public void abandoned() {}

        @Override
        public boolean mayBeLeft() {
            return true;
        }
    }

    private void size(String of, int width, int height) {
        try {
            var unused = ask("POST", of + "/resize?h=" + height + "&w=" + width, null);
        } catch (IOException | EngineRefusalException e) {
            LOG.debug("a terminal was not resized", e);
        }
    }
}
