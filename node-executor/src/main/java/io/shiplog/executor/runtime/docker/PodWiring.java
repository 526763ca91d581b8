package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.RestartPolicy;
import io.shiplog.executor.network.PodInterface;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether this executor may put the interfaces of its pods in by itself, with which a container takes a
 * quarter less time than when the engine does it (DECISIONS 51). It may as root on the engine's own machine;
 * elsewhere the engine does it. The engine removes a network in which it knows of no container, e.g. on `docker
 * network prune`, so one container that does nothing, the anchor, stands in it.
 */
final class PodWiring {

    private static final Logger LOG = LoggerFactory.getLogger(PodWiring.class);
    private static final String BRIDGE_OPTION = "com.docker.network.bridge.name";
    private static final int ID_LETTERS = 12;
    private static final String[] PROFILE = {"securityContext", "appArmorProfile", "type"};
    private static final String OWN = "Localhost";
    private static final long TRIAL_SECONDS = 5;

    private final Engine engine;
    private final String cluster;
    private final Map<String, String> home;
    private final String architecture;
    private final Gate trial;
    private final String hindrance;

    /**
     * @param home labels that say where this executor lives
     * @param architecture of the engine's machine
     * @param dataDir where pods' files lie
     * @param hindrance why not to try, or empty
     */
    PodWiring(
            Engine engine,
            String cluster,
            Map<String, String> home,
            String architecture,
            Path dataDir,
            String hindrance) {
        this.engine = engine;
        this.cluster = cluster;
        this.home = home;
        this.architecture = architecture;
        this.trial = new Gate(dataDir.toAbsolutePath().normalize().resolve("gate"));
        this.hindrance = hindrance;
    }

    /** Why an engine of these security options cannot be helped, or empty. */
    static String hindrance(@Nullable List<String> securityOptions) {
        for (String option : securityOptions == null ? List.<String>of() : securityOptions) {
            if (option.contains("selinux") || option.contains("rootless")) {
                return "the engine's security option " + option;
            }
        }
        return "";
    }

    /** True for a pod that only the engine can do it for: ports of the machine, a /dev or a profile of its own. */
    static boolean needsEngine(PodTemplate template) {
        return Json.textAt(template.json(), PROFILE).equals(OWN)
                || template.containers().stream().anyMatch(spec -> needsEngine(spec.json()));
    }

    private static boolean needsEngine(ObjectNode container) {
        return Json.textAt(container, PROFILE).equals(OWN) // which may not let it run the gate
                || Json.objectsAt(container, "ports").stream().anyMatch(port -> Json.longAt(port, 0, "hostPort") > 0)
                || Json.objectsAt(container, "volumeMounts").stream()
                        .anyMatch(mount -> overDevices(Json.textAt(mount, "mountPath")));
    }

    private static boolean overDevices(String mountPath) {
        try {
            Path path = Path.of("/").resolve(mountPath).normalize();
            return Path.of(GateProgram.FOLDER).startsWith(path) || path.startsWith(GateProgram.FOLDER);
        } catch (InvalidPathException e) {
            return true; // the engine has words for it
        }
    }

    /** What puts interfaces into this network, or null when the engine has to; asks the engine for the anchor. */
    @Nullable
    PodInterface find(@Nullable Network network) {
        String why = hindrance;
        PodInterface found = null;
        if (why.isEmpty() && network != null) {
            found = onThisMachine(network);
            why = found == null ? "the cluster's network is none of a bridge of this machine, or this is not root" : "";
        }
        if (found != null) {
            why = tried();
        }
        if (found != null && why.isEmpty()) {
            why = anchored();
        }
        LOG.info("interfaces of pods are put in by {}", why.isEmpty() ? "this executor" : "the engine: " + why);
        return why.isEmpty() ? found : null;
    }

    private static @Nullable PodInterface onThisMachine(Network network) {
        String id = String.valueOf(network.getId());
        Map<String, String> options = network.getOptions();
        String named = options == null ? "" : options.getOrDefault(BRIDGE_OPTION, "");
        String device = named.isEmpty() && id.length() >= ID_LETTERS ? "br-" + id.substring(0, ID_LETTERS) : named;
        String subnet = ClusterNetwork.subnet(network);
        String gateway = device.isEmpty() ? "" : addressOf(device);
        if (gateway.isEmpty() || subnet.isEmpty()) {
            return null;
        }
        var out = new PodInterface(device, gateway, Integer.parseInt(subnet.substring(subnet.indexOf('/') + 1)));
        return out.possible() ? out : null;
    }

    private static String addressOf(String device) {
        try {
            NetworkInterface found = NetworkInterface.getByName(device);
            for (InetAddress address :
                    found == null ? List.<InetAddress>of() : Collections.list(found.getInetAddresses())) {
                if (address instanceof Inet4Address) {
                    return address.getHostAddress();
                }
            }
        } catch (SocketException e) {
            LOG.debug("cannot look at {}", device, e);
        }
        return "";
    }

    /** Whether programs of the data directory can be run: it may be mounted without, or the machine be another. */
    private String tried() {
        if (!architecture.equals("amd64")) {
            return "no gate for " + architecture;
        }
        try {
            trial.make();
            Process process =
                    new ProcessBuilder(trial.folder().resolve(GateProgram.NAME).toString()).start();
            process.destroyForcibly();
            return process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) ? "" : "a trial of its gate does not end";
        } catch (IOException e) {
            return "programs in the data directory cannot be run: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Makes sure of the anchor, and that its process is one of this machine. */
    private String anchored() {
        String name = "shiplog_NETWORK_" + cluster;
        try {
            try {
                anchor(name);
            } catch (EngineRefusalException e) {
                engine.remove(name); // it stands in a network that is no more
                anchor(name);
            }
            InspectContainerResponse there = engine.inspect(name);
            return there != null && ofThisMachine(there) ? "" : "its containers are not processes of this machine";
        } catch (EngineRefusalException e) {
            return "the engine refuses " + name + ": " + e.getMessage();
        }
    }

    private void anchor(String name) {
        if (engine.inspect(name) == null) {
            PauseImage.ensure(engine, architecture);
            Map<String, String> labels = new HashMap<>(home);
            labels.put(Labels.CLUSTER, cluster);
            labels.put(Labels.ANCHOR, "true");
            var unused = engine.create(engine.client()
                    .createContainerCmd(PauseImage.NAME)
                    .withName(name)
                    .withLabels(labels)
                    .withEntrypoint(PauseImage.COMMAND)
                    .withHostConfig(HostConfig.newHostConfig()
                            .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                            .withReadonlyRootfs(true)
                            .withNetworkMode(ClusterNetwork.name(cluster))));
        }
        engine.start(name);
    }

    private static boolean ofThisMachine(InspectContainerResponse container) {
        Long pid = container.getState().getPidLong();
        if (pid == null || pid <= 0) {
            return false;
        }
        try {
            String groups = Files.readString(Path.of("/proc", String.valueOf(pid), "cgroup"));
            return groups.contains(container.getId()) && PodInterface.reaches(pid);
        } catch (IOException e) {
            return false;
        }
    }

    /** True for the container that is nobody's pod. */
    static boolean anchor(Container container) {
        return container.getLabels().containsKey(Labels.ANCHOR);
    }
}
