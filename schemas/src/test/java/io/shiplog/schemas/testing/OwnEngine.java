package io.shiplog.schemas.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Docker engine of a test's own, which may be stopped, killed and started again. Its containers have the network of
 * a bridge that reaches nothing, as it changes no firewall.
 */
public final class OwnEngine implements AutoCloseable {

    private static final Path DOCKERD = Path.of("/usr/sbin/dockerd");
    private static final long PATIENCE_SECONDS = 60;
    private static final long POLL_MILLIS = 50;

    private final Path home;
    private final String bridge;
    private final List<String> options;
    private @Nullable Process process;

    private OwnEngine(Path home, String bridge, List<String> options) {
        this.home = home;
        this.bridge = bridge;
        this.options = options;
    }

    /** Why none can be started on this machine; empty where one can. */
    public static String missing() {
        boolean can = Files.isExecutable(DOCKERD) && "root".equals(System.getProperty("user.name"));
        return can ? "" : "an engine of one's own needs root and " + DOCKERD;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param bridge name of a network device that it makes and takes away again; never one of another engine, and never
     *     none: an engine without a bridge takes docker0 from the machine's own engine
     * @param address of the bridge, as in 10.254.253.1/24
     * @param options further options of dockerd
     */
    public static OwnEngine start(String bridge, String address, String... options) throws Exception {
        OwnEngine made = new OwnEngine(Files.createTempDirectory("shiplog-dockerd"), bridge, List.of(options));
        made.ip("link", "add", bridge, "type", "bridge");
        made.ip("addr", "add", address, "dev", bridge);
        made.restart();
        return made;
    }

    /** What DOCKER_HOST has to be for it. */
    public String host() {
        return "unix://" + socket();
    }

    private Path socket() {
        return home.resolve("engine.sock");
    }

    /** Starts it until it answers: right after a kill it may mistake its dying containerd for a living one. */
    public void restart() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answers()) {
            Process here = process;
            if (here == null || !here.isAlive()) {
                process = launch();
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("dockerd does not answer:\n" + Files.readString(log()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Ends it by SIGTERM: without live restore it asks its containers to end first. */
    public void stop() throws InterruptedException {
        Process here = process;
        if (here != null) {
            here.destroy();
            if (!here.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }

    /** Ends it by SIGKILL. */
    public void kill() throws InterruptedException {
        Process here = process;
        if (here != null) {
            here.destroyForcibly().waitFor();
        }
    }

    private Path log() {
        return home.resolve("log");
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(DOCKERD.toString(), "-H", host(), "--bridge=" + bridge));
        command.addAll(List.of("--data-root", home.resolve("data").toString()));
        command.addAll(List.of("--exec-root", home.resolve("exec").toString()));
        command.addAll(List.of("--pidfile", home.resolve("pid").toString()));
        command.addAll(List.of("--iptables=false", "--ip-forward=false"));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private boolean answers() {
        Process here = process;
        if (here == null || !here.isAlive()) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket()));
            channel.write(
                    ByteBuffer.wrap("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(64);
            channel.read(answer);
            return new String(answer.array(), StandardCharsets.US_ASCII).contains(" 200 ");
        } catch (IOException e) {
            return false;
        }
    }

    private void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(command + " failed; it needs iproute2");
        }
    }

    /** With live restore an engine that stops leaves its containers running, so they go first. */
    private void removeContainers() throws IOException, InterruptedException {
        String command = "docker ps -aq | xargs -r docker rm -f";
        ProcessBuilder remove = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        remove.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .environment()
                .put("DOCKER_HOST", host());
        var unused = remove.start().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Those of an engine that was killed live on; each names the socket of its engine's containerd. */
    private void endShims() {
        ProcessHandle.allProcesses()
                .filter(one -> one.info().commandLine().orElse("").contains(home + "/exec/"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws Exception {
        removeContainers();
        stop();
        endShims();
        ip("link", "delete", bridge);
        var unused = new ProcessBuilder("umount", "-l", home + "/data").start().waitFor(); // its own bind mount
        try (var all = Files.walk(home)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                if (!path.toFile().delete()) {
                    path.toFile().deleteOnExit();
                }
            });
        }
    }
}
