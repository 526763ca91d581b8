package io.shiplog.standalone.cell;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What runs the containers, and why it was chosen.
 *
 * @param kind docker, process, simulated or none
 * @param why for the user
 * @param dockerHost DOCKER_HOST of the engine found, empty without one
 */
public record RuntimeChoice(String kind, String why, String dockerHost) {

    private static final long ANSWER_MILLIS = 1000;
    private static final String PROCESS_WORDS =
            "containers run their command as a process of this machine, without" + " their image";

    /**
     * The runtime for --runtime auto, docker, process or simulated: auto takes an engine if one answers, else plain
     * processes; nothing is ever simulated that was not asked to be. Throws UserError when it is not there.
     */
    public static RuntimeChoice of(String wanted, Map<String, String> environment) {
        return switch (wanted) {
            case "simulated" -> new RuntimeChoice("simulated", "as asked for: no container really runs", "");
            case "docker" ->
                engine(environment)
                        .map(host -> new RuntimeChoice("docker", "as asked for, at " + host, host))
                        .orElseThrow(() -> new UserError(
                                "No container engine answers at " + String.join(", ", candidates(environment)) + ".",
                                "Start Docker or Podman, set DOCKER_HOST, or try everything without containers:"
                                        + " --runtime simulated."));
            case "process" -> new RuntimeChoice("process", "as asked for: " + PROCESS_WORDS, "");
            case "auto" ->
                engine(environment)
                        .map(host -> new RuntimeChoice("docker", "a container engine answers at " + host, host))
                        .orElseGet(() -> new RuntimeChoice(
                                "process",
                                "no container engine answers at " + String.join(", ", candidates(environment)) + "; "
                                        + PROCESS_WORDS,
                                ""));
            default ->
                throw new UserError(
                        "There is no runtime named " + wanted + ".", "Choose auto, docker, process or simulated.");
        };
    }

    /** Where no container runs in this process. */
    public static RuntimeChoice none() {
        return new RuntimeChoice("none", "no node runs in this process", "");
    }

    /** True when containers really run, on this machine. */
    public boolean real() {
        return kind.equals("docker") || kind.equals("process");
    }

    /** Where an engine answers, or empty. */
    public static Optional<String> engine(Map<String, String> environment) {
        return candidates(environment).stream().filter(RuntimeChoice::answers).findFirst();
    }

    private static List<String> candidates(Map<String, String> environment) {
        String set = environment.getOrDefault("DOCKER_HOST", "");
        if (!set.isEmpty()) {
            return List.of(set);
        }
        List<String> out = new ArrayList<>(List.of("unix:///var/run/docker.sock"));
        String runtimeDir = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtimeDir.isEmpty()) {
            out.add("unix://" + runtimeDir + "/docker.sock");
            out.add("unix://" + runtimeDir + "/podman/podman.sock");
        }
        out.add("unix:///run/podman/podman.sock");
        return out;
    }

    /** True when an engine answers a ping there in time; a socket whose daemon is gone or stuck is no engine. */
    private static boolean answers(String host) {
        CompletableFuture<Boolean> ping = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        ping.complete(ping(host));
                    } catch (IOException | RuntimeException e) {
                        ping.complete(false);
                    }
                },
                "engine-ping");
        thread.setDaemon(true);
        thread.start();
        try {
            return ping.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean ping(String host) throws IOException {
        try (SocketChannel channel = connect(host)) {
            channel.write(
                    ByteBuffer.wrap("GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(64);
            channel.read(answer);
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).contains(" 200");
        }
    }

    private static SocketChannel connect(String host) throws IOException {
        URI uri = URI.create(host);
        if ("unix".equals(uri.getScheme())) {
            if (!Files.exists(Path.of(uri.getPath()))) {
                throw new IOException("no such socket");
            }
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(uri.getPath()));
            return channel;
        }
        return SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
    }
}
