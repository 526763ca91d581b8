package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The few things that are asked of an engine. Each call throws {@link EngineRefusalException} with the engine's words,
 * or {@link EngineAwayException} when no answer came. Thread-safe.
 */
final class Engine implements AutoCloseable {

    /** A call's time, as the kubelet's: a start may take long on a busy machine. */
    static final Duration CALL = Duration.ofMinutes(2);
    /** Time for calls that do no work. */
    static final Duration QUICK = Duration.ofSeconds(15);

    // Each event stream and pull holds a connection.
    private static final int CONNECTIONS_MAX = 512;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Pattern MESSAGE = Pattern.compile("\"message\":\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int NOT_MODIFIED = 304;

    private final String host;
    private final DockerClient client;

    /** @param host e.g. unix:///var/run/docker.sock; the API version is left to the engine (unversioned paths) */
    Engine(String host) {
        this.host = host;
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

    /** Asks within a time. */
    static <T> T ask(Duration limit, Supplier<T> call) {
        try {
            return Watchdog.within(limit, call);
        } catch (DockerException e) {
            throw new EngineRefusalException(e.getHttpStatus(), words(e));
        } catch (EngineAwayException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EngineAwayException(words(e), false, e);
        }
    }

    private static <T> @Nullable T orNull(Duration limit, Supplier<T> call) {
        try {
            return ask(limit, call);
        } catch (EngineRefusalException e) {
            if (e.status() == NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** The engine's version. */
    String version() {
        return String.valueOf(ask(QUICK, () -> client.versionCmd().exec().getVersion()));
    }

    Info info() {
        return ask(QUICK, () -> client.infoCmd().exec());
    }

    void ping() {
        ask(QUICK, () -> client.pingCmd().exec());
    }

    /** An image, or null when it is not there. */
    @Nullable
    InspectImageResponse image(String name) {
        return orNull(QUICK, () -> client.inspectImageCmd(name).exec());
    }

    /** Begins a pull; the callback gets the engine's progress and its errors. */
    void pull(String image, @Nullable AuthConfig auth, ResultCallback<PullResponseItem> callback) {
        PullImageCmd command = client.pullImageCmd(image);
        if (auth != null) {
            command.withAuthConfig(auth);
        }
        ask(QUICK, () -> command.exec(callback));
    }

    /**
     * Makes an image of the files in a tar. The client library's own call cuts the tar off. The tag stands in the name,
     * since Podman does not look elsewhere.
     */
    void importImage(String repository, String tag, byte[] tar) {
        String path = "/images/create?fromSrc=-&repo=" + repository + ":" + tag;
        try {
            String answer = EngineSocket.upload(host, path, tar, CALL);
            if (image(repository + ":" + tag) == null) {
                throw new EngineRefusalException(500, "cannot import " + repository + ":" + tag + ": " + answer);
            }
        } catch (IOException e) {
            throw new EngineAwayException(words(e), false, e);
        }
    }

    List<Image> images() {
        return ask(CALL, () -> client.listImagesCmd().exec());
    }

    /** Removes a name of an image, and the image with its last one; false when it is in use. */
    boolean removeImage(String nameOrId) {
        try {
            var unused = orNull(CALL, () -> client.removeImageCmd(nameOrId).exec());
            return true;
        } catch (EngineRefusalException e) {
            if (e.status() == CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** Containers with these labels, running or not. */
    List<Container> list(Map<String, String> labels) {
        return ask(
                CALL,
                () -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(labels)
                        .exec());
    }

    /** Every container, whose ever, running or not. */
    List<Container> listAll() {
        return ask(CALL, () -> client.listContainersCmd().withShowAll(true).exec());
    }

    /** Containers with these labels and the size of what they wrote, which the engine has to add up. */
    List<Container> listWithSizes(Map<String, String> labels) {
        return ask(
                CALL,
                () -> client.listContainersCmd()
                        .withShowSize(true)
                        .withLabelFilter(labels)
                        .exec());
    }

    @Nullable
    InspectContainerResponse inspect(String idOrName) {
        return orNull(QUICK, () -> client.inspectContainerCmd(idOrName).exec());
    }

    /** Creates a container; null when one of that name is there already. */
    @Nullable
    String create(CreateContainerCmd command) {
        try {
            return ask(CALL, () -> command.exec().getId());
        } catch (EngineRefusalException e) {
            if (nameTaken(e)) {
                return null;
            }
            throw e;
        }
    }

    /** Docker answers with a conflict, Podman with an error of its own. */
    static boolean nameTaken(EngineRefusalException refusal) {
        String words = String.valueOf(refusal.getMessage());
        return refusal.status() == CONFLICT || (words.contains("container name") && words.contains("already in use"));
    }

    /** Starts it; nothing when it runs. */
    void start(String id) {
        try {
            ask(CALL, () -> client.startContainerCmd(id).exec());
        } catch (EngineRefusalException e) {
            if (e.status() != NOT_MODIFIED) {
                throw e;
            }
        }
    }

    /** False when it does not run. */
    boolean kill(String id, String signal) {
        try {
            ask(CALL, () -> client.killContainerCmd(id).withSignal(signal).exec());
            return true;
        } catch (EngineRefusalException e) {
            if (e.status() == NOT_FOUND || e.status() == CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** Removes it with its anonymous volumes, running or not; nothing when it is gone. */
    void remove(String id) {
        try {
            ask(
                    CALL,
                    () -> client.removeContainerCmd(id)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
        } catch (EngineRefusalException e) {
            boolean underWay =
                    e.status() == CONFLICT && String.valueOf(e.getMessage()).contains("already in progress");
            if (e.status() != NOT_FOUND && !underWay) {
                throw e;
            }
        }
    }

    /** A network, or null when it is not there. */
    @Nullable
    Network network(String name) {
        return orNull(
                QUICK, () -> client.inspectNetworkCmd().withNetworkId(name).exec());
    }

    /** Subnet of a network, empty when it is not there. */
    String subnet(String network) {
        Network found = network(network);
        return found == null ? "" : ClusterNetwork.subnet(found);
    }

    void createNetwork(String name, String subnet, Map<String, String> labels) {
        var config = new Network.Ipam.Config().withSubnet(subnet);
        ask(
                CALL,
                () -> client.createNetworkCmd()
                        .withName(name)
                        .withDriver("bridge")
                        .withCheckDuplicate(true)
                        .withLabels(labels)
                        .withIpam(new Network.Ipam().withConfig(config))
                        .exec());
    }

    /** Every network, whose ever. */
    List<Network> networks() {
        return ask(CALL, () -> client.listNetworksCmd().exec());
    }

    /** Removes a network that nobody uses; nothing when it is not there. */
    void removeNetwork(String name) {
        var unused = orNull(CALL, () -> client.removeNetworkCmd(name).exec());
    }

    /** What the engine said, without the wrapping of the client and of JSON. */
    static String words(Throwable error) {
        String text = String.valueOf(error.getMessage());
        Matcher json = MESSAGE.matcher(text);
        if (json.find()) {
            return Json.textAt(Json.parse("{" + json.group() + "}"), "message").strip();
        }
        Throwable cause = error.getCause();
        boolean bare = error.getMessage() == null || (cause != null && text.equals(cause.toString()));
        return bare && cause != null ? words(cause) : text.strip();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
