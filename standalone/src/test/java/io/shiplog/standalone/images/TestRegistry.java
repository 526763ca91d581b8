package io.shiplog.standalone.images;

import io.shiplog.standalone.broker.Ports;
import io.shiplog.standalone.images.RegistryConnection.Request;
import io.shiplog.standalone.images.RegistryConnection.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/**
 * A read-only registry of images that the tests make, on plain HTTP of this machine's loopback, which engines allow
 * without being told. Where the engine was started with it as its mirror (as {@code .ci/run} does), images have names
 * without a host and are pulled as from Docker Hub; elsewhere their names begin with its address.
 */
public final class TestRegistry implements AutoCloseable {

    /** Where the mirror listens that {@code .ci/run} tells the engine of. */
    public static final int MIRROR_PORT = 5599;

    /** Behind a question mark an engine with containerd's image store says whose mirror we are. */
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs)/([^/?]+)(\\?.*)?");

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int BACKLOG = 64;
    private static final int CONNECTIONS_MAX = 16;

    private record Manifest(String type, byte[] bytes) {}

    private final ServerSocket server;
    /** Held by the engine's mirror; null for a registry apart. */
    private final @Nullable FileChannel turn;

    private final ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS_MAX, work -> {
        Thread thread = new Thread(work, "registry");
        thread.setDaemon(true);
        return thread;
    });
    /** By name and tag or digest. */
    private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();

    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile String login = "";

    private TestRegistry(int port, @Nullable FileChannel turn) throws IOException {
        this.server = new ServerSocket(port, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        this.turn = turn;
        Thread accepting = new Thread(this::accept, "registry-accept");
        accepting.setDaemon(true);
        accepting.start();
    }

    /** Starts as the engine's mirror where the engine has one at our port, else on a port of its own. */
    public static TestRegistry start() throws IOException, InterruptedException {
        String mirrors = DockerCommand.ok(LOOK, "info", "--format", "{{json .RegistryConfig.Mirrors}}");
        if (!mirrors.contains("127.0.0.1:" + MIRROR_PORT)) {
            return startApart();
        }
        FileChannel turn = turn();
        if (!Ports.isFree(MIRROR_PORT)) {
            turn.close();
            Assertions.fail("the engine's mirror is 127.0.0.1:" + MIRROR_PORT + ", but somebody else listens there");
        }
        return new TestRegistry(MIRROR_PORT, turn);
    }

    /**
     * There is one mirror's port, and tests run in several processes: each waits for its turn and has it until
     * closed.
     */
    private static FileChannel turn() throws IOException {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "shiplog-mirror-" + MIRROR_PORT + ".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var unused = channel.lock();
        return channel;
    }

    /** Starts on a port of its own, nobody's mirror: images are named by its address. */
    public static TestRegistry startApart() throws IOException {
        return new TestRegistry(Ports.free(), null);
    }

    /** host:port, the key of its entry in a pull secret. */
    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** The name of an image that it has, or has not. */
    public String name(String name, String tag) {
        return (turn != null ? "" : address() + "/library/") + name + ":" + tag;
    }

    /**
     * Holds an image of busybox and some files, in place of one that had the name before.
     *
     * @param files content by path from the root, without a leading slash
     * @return what to write into a pod's image
     */
    public String image(String name, String tag, Map<String, byte[]> files, List<String> entrypoint)
            throws IOException {
        ImageFiles image = ImageFiles.of(files, entrypoint);
        blobs.put(ImageFiles.digest(image.layer()), image.layer());
        return hold(name, tag, image, new Manifest(ImageFiles.MANIFEST_TYPE, image.manifest()));
    }

    /** Holds an image whose layer is not what its digest says. */
    public String damaged(String name, String tag, Map<String, byte[]> files, List<String> entrypoint)
            throws IOException {
        ImageFiles image = ImageFiles.of(files, entrypoint);
        byte[] wrong = Arrays.copyOf(image.layer(), image.layer().length);
        wrong[wrong.length / 2] ^= 1;
        blobs.put(ImageFiles.digest(image.layer()), wrong);
        return hold(name, tag, image, new Manifest(ImageFiles.MANIFEST_TYPE, image.manifest()));
    }

    /** Holds an image for machines of another architecture only. */
    public String otherArchitecture(String name, String tag, Map<String, byte[]> files, List<String> entrypoint)
            throws IOException {
        ImageFiles image = ImageFiles.of(files, entrypoint);
        blobs.put(ImageFiles.digest(image.layer()), image.layer());
        return hold(name, tag, image, new Manifest(ImageFiles.LIST_TYPE, image.listFor("s390x")));
    }

    private String hold(String name, String tag, ImageFiles image, Manifest tagged) {
        blobs.put(ImageFiles.digest(image.config()), image.config());
        String repository = "library/" + name;
        Manifest plain = new Manifest(ImageFiles.MANIFEST_TYPE, image.manifest());
        manifests.put(repository + "@" + ImageFiles.digest(image.manifest()), plain);
        manifests.put(repository + "@" + ImageFiles.digest(tagged.bytes()), tagged);
        manifests.put(repository + "@" + tag, tagged);
        return name(name, tag);
    }

    /** From now on nothing is given without these. An engine has no credentials for its mirror: start apart. */
    public TestRegistry requireLogin(String user, String password) {
        login = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** How often its tag was asked for: once or twice a pull, depending on the engine; never by a pod that has it. */
    public int asked(String name, String tag) {
        return asked.getOrDefault("library/" + name + "@" + tag, new AtomicInteger())
                .get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.execute(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or a client that went before it was served; the next one is waited for.
            }
        }
    }

    private void serve(Socket socket) {
        try {
            RegistryConnection.serve(socket, this::answer);
        } catch (IOException e) {
            // The client sees a broken connection and says so.
        }
    }

    private Response answer(Request request) {
        if (!login.isEmpty() && !login.equals(request.headers().get("authorization"))) {
            return error(
                    401,
                    "UNAUTHORIZED",
                    "authentication required",
                    "",
                    Map.of("WWW-Authenticate", "Basic realm=\"tests\""));
        }
        if (!List.of("GET", "HEAD").contains(request.method())) {
            return error(405, "UNSUPPORTED", "this registry is read-only", "", Map.of());
        }
        if (request.path().replaceFirst("\\?.*", "").equals("/v2/")) {
            return new Response(200, Map.of("Docker-Distribution-Api-Version", "registry/2.0"), new byte[0]);
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return error(404, "UNSUPPORTED", "no such path", "", Map.of());
        }
        return path.group(2).equals("blobs") ? blob(path.group(3)) : manifest(path.group(1) + "@" + path.group(3));
    }

    private Response blob(String digest) {
        byte[] blob = blobs.get(digest);
        return blob == null
                ? error(404, "BLOB_UNKNOWN", "blob unknown to registry", digest, Map.of())
                : new Response(200, Map.of("Content-Type", "application/octet-stream"), blob);
    }

    private Response manifest(String key) {
        Manifest manifest = manifests.get(key);
        if (manifest == null) {
            // Without a detail the engine takes the error for another and does not say which image was not found.
            return error(404, "MANIFEST_UNKNOWN", "manifest unknown", key, Map.of("Content-Type", "application/json"));
        }
        asked.computeIfAbsent(key, added -> new AtomicInteger()).incrementAndGet();
        return new Response(
                200,
                Map.of("Content-Type", manifest.type(), "Docker-Content-Digest", ImageFiles.digest(manifest.bytes())),
                manifest.bytes());
    }

    private static Response error(int status, String code, String message, String detail, Map<String, String> headers) {
        String json = "{\"errors\": [{\"code\": \"" + code + "\", \"message\": \"" + message
                + "\", \"detail\": {\"of\": \"" + detail + "\"}}]}";
        return new Response(status, headers, json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.shutdownNow();
        FileChannel held = turn;
        if (held != null) {
            held.close();
        }
    }
}
