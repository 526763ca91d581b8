package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.command.PullImageResultCallback;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.shiplog.executor.pod.Termination;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The few things that are asked of an engine, with its answers put in our terms. Thread-safe. */
final class Engine implements AutoCloseable {

    // Each follow, attach and event stream holds a connection.
    private static final int CONNECTIONS_MAX = 512;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int SIGNAL_BASE = 128;
    private static final Pattern MESSAGE = Pattern.compile("\\{\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"}");

    private final DockerClient client;

    /** @param host e.g. unix:///var/run/docker.sock; the API version is left to the engine (unversioned paths) */
    Engine(String host) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host)
                .withDockerTlsVerify(false)
                .build();
        client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .maxConnections(CONNECTIONS_MAX)
                        .connectionTimeout(CONNECT)
                        .build());
    }

    DockerClient client() {
        return client;
    }

    /** The engine's version. */
    String version() {
        return String.valueOf(client.versionCmd().exec().getVersion());
    }

    boolean present(String image) {
        try {
            client.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Pulls and gives the size in bytes. Throws DockerException with the engine's words. */
    long pull(String image) throws InterruptedException {
        String tagged = image.contains("@")
                        || image.substring(image.lastIndexOf('/') + 1).contains(":")
                ? image
                : image + ":latest";
        client.pullImageCmd(tagged).exec(new PullImageResultCallback()).awaitCompletion();
        Long size = client.inspectImageCmd(image).exec().getSize();
        return size == null ? 0 : size;
    }

    /** Containers with these labels, running or not. */
    List<Container> list(Map<String, String> labels) {
        return client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels)
                .exec();
    }

    @Nullable
    InspectContainerResponse inspect(String idOrName) {
        try {
            return client.inspectContainerCmd(idOrName).exec();
        } catch (NotFoundException e) {
            return null;
        }
    }

    void remove(String id) {
        try {
            client.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException e) {
            // gone already, which is what was wanted
        }
    }

    static long startedMillis(InspectContainerResponse container) {
        String at = container.getState().getStartedAt();
        return at == null ? 0 : Math.max(0, Times.millis(at));
    }

    static boolean running(InspectContainerResponse container) {
        return Boolean.TRUE.equals(container.getState().getRunning());
    }

    /** It has run and ended (and was not only created). */
    static boolean exited(InspectContainerResponse container) {
        String status = String.valueOf(container.getState().getStatus());
        return status.equals("exited") || status.equals("dead");
    }

    static Termination termination(InspectContainerResponse container) {
        Long code = container.getState().getExitCodeLong();
        int exitCode = code == null ? SIGNAL_BASE + 9 : code.intValue();
        boolean oom = Boolean.TRUE.equals(container.getState().getOOMKilled());
        String finished = container.getState().getFinishedAt();
        String error = container.getState().getError();
        return new Termination(
                exitCode,
                0,
                oom ? "OOMKilled" : Termination.reasonOf(exitCode),
                error == null ? "" : error,
                startedMillis(container),
                finished == null ? 0 : Math.max(0, Times.millis(finished)));
    }

    static String ip(InspectContainerResponse container) {
        var settings = container.getNetworkSettings();
        if (settings == null || settings.getNetworks() == null) {
            return "";
        }
        for (ContainerNetwork network : settings.getNetworks().values()) {
            String ip = network.getIpAddress();
            if (ip != null && !ip.isEmpty()) {
                return ip;
            }
        }
        return "";
    }

    /** What the engine said, without the wrapping of the client and of JSON. */
    static String words(Exception error) {
        String text = String.valueOf(error.getMessage());
        Matcher json = MESSAGE.matcher(text);
        if (json.find()) {
            return Json.textAt(Json.parse(json.group()), "message").strip();
        }
        return text.strip();
    }

    /** True when the failure is the engine's answer about this request, false when the engine did not answer. */
    static boolean answered(Exception error) {
        return error instanceof DockerException;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
