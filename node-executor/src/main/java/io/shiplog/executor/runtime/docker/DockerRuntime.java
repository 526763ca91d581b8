package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRuntime;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.Probe;
import io.shiplog.executor.runtime.RuntimeCall.RemovePod;
import io.shiplog.executor.runtime.RuntimeCall.RunHook;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.RuntimeCall.StopContainer;
import io.shiplog.executor.runtime.RuntimeCall.UpdateVolumes;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.executor.runtime.machine.RuntimeContext;
import io.shiplog.executor.runtime.probe.Probes;
import io.shiplog.executor.volume.PodVolumes;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods as containers of a Docker engine: one engine container per run of a container, found again by labels, never
 * restarted by the engine itself. A pod of several containers has one more that holds its namespaces. Several
 * executors and clusters on one engine are kept apart by labels, and each cluster has a network of its own.
 */
public final class DockerRuntime implements ContainerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);
    private static final String LOOPBACK = "127.0.0.1";

    private final Engine engine;
    private final String dockerHost;
    private final Map<String, String> ours;
    private final String version;
    private final String nodeAddress;
    private final ClusterNetwork network;
    private final PodTasks tasks = new PodTasks();
    private final PodVolumes volumes;
    private final ImagePulls pulls;
    private final RunEnds ends;
    private final PodStarts starts;
    private final EventStream events;
    private final DockerImages images;
    private final DockerAccess access;
    private final DockerUsage usage;
    private final DockerLogs logs;
    private final Probes probes;
    private volatile Consumer<List<Observation>> sink = seen -> {};

    /** Who puts the interfaces of pods into their networks. */
    public enum Interfaces {
        /** The engine. */
        ENGINE,
        /** The executor, where it may. */
        EXECUTOR
    }

    /** The same, whose executor puts interfaces in where it may. */
    public DockerRuntime(String dockerHost, RuntimeContext context) {
        this(dockerHost, context, Interfaces.EXECUTOR);
    }

    /** Connects. Throws IllegalStateException with a sentence for the user when no engine answers. */
    public DockerRuntime(String dockerHost, RuntimeContext context, Interfaces wanted) {
        this.dockerHost = dockerHost;
        nodeAddress = context.address();
        engine = new Engine(dockerHost);
        Info info;
        try {
            version = "docker://" + engine.version(); // also warms the client up: its first call takes half a second
            info = engine.info();
        } catch (RuntimeException e) {
            throw new IllegalStateException("no Docker engine answers at " + dockerHost + ": " + Engine.words(e), e);
        }
        ours = Map.of(Labels.CLUSTER, context.clusterId(), Labels.HOST, context.host());
        Long memory = info.getMemTotal();
        images = new DockerImages(engine, DockerImages.directory(dockerHost, info.getDockerRootDir()));
        List<String> security = info.getSecurityOptions();
        Map<String, String> home = EngineOrphans.home(context.dataDir());
        ContainerPlan plan = new ContainerPlan(
                context.clusterId(),
                context.host(),
                memory == null ? 0 : memory,
                security != null && security.stream().anyMatch(option -> option.contains("apparmor")),
                home);
        String architecture = PauseImage.architecture(String.valueOf(info.getArchitecture()));
        String hindrance =
                wanted == Interfaces.ENGINE ? "it was told so" : PodWiring.hindrance(info.getSecurityOptions());
        PodWiring wiring = new PodWiring(engine, context.clusterId(), home, architecture, context.dataDir(), hindrance);
        network = new ClusterNetwork(engine, context.clusterId(), context.host(), home, wiring);
        volumes = new PodVolumes(context.dataDir().toAbsolutePath().normalize().resolve("pods"));
        pulls = new ImagePulls(engine);
        TerminationFiles files = new TerminationFiles(volumes, dockerHost);
        ends = new RunEnds(engine, tasks, files, this::see);
        starts = new PodStarts(
                new PodStarts.Ground(
                        engine,
                        plan,
                        network,
                        pulls,
                        volumes,
                        files,
                        new PodGates(volumes, network),
                        ends,
                        tasks,
                        context.address(),
                        architecture),
                this::see);
        access = new DockerAccess(dockerHost, this::reachedAt, this::unready);
        logs = new DockerLogs(dockerHost);
        usage = new DockerUsage(engine, dockerHost, ours, volumes);
        probes = new Probes(access, this::reachedAt, seen -> sink.accept(seen));
        events = new EventStream(dockerHost, ours, ends::died, new Following());
    }

    /** Removes everything of a cluster from an engine, its network too, and says how many containers that were. */
    public static int removeAll(String dockerHost, String clusterId) {
        try (Engine engine = new Engine(dockerHost)) {
            List<Container> all = engine.list(Map.of(Labels.CLUSTER, clusterId));
            for (List<Container> part : RemovalOrder.of(all)) {
                part.parallelStream().forEach(container -> engine.remove(container.getId()));
            }
            engine.removeNetwork(ClusterNetwork.name(clusterId));
            return (int) all.stream().filter(each -> !PodWiring.anchor(each)).count();
        } catch (IOException e) {
            LOG.debug("while closing the engine's client", e);
            return 0;
        }
    }

    /** How many containers an engine holds of each cluster. A cluster that is no more has left them behind. */
    public static Map<String, Integer> clusters(String dockerHost) {
        Map<String, Integer> out = new TreeMap<>();
        try (Engine engine = new Engine(dockerHost)) {
            for (Container container : engine.listAll()) {
                String cluster = container.getLabels().getOrDefault(Labels.CLUSTER, "");
                if (!cluster.isEmpty() && !PodWiring.anchor(container)) {
                    out.merge(cluster, 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            LOG.debug("while closing the engine's client", e);
        }
        return out;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void start(Consumer<List<Observation>> newSink) {
        sink = newSink;
        events.start();
    }

    @Override
    public String unready() {
        return events.unready();
    }

    @Override
    public PodAccess access() {
        return access;
    }

    @Override
    public LogSource logs() {
        return logs;
    }

    @Override
    public UsageSource usage() {
        return usage;
    }

    @Override
    public ImageStore images() {
        return images;
    }

    /** What the event stream tells. */
    private final class Following implements EventStream.Listener {
        @Override
        public void resync() {
            ends.resync(engine.list(ours));
        }

        @Override
        public void alive() {
            tasks.resume();
        }
    }

    private String reachedAt(PodRef pod) {
        String place = network.place(pod.uid());
        return place.equals(ClusterNetwork.HOST) ? LOOPBACK : place;
    }

    @Override
    public void call(List<RuntimeCall> calls) {
        for (RuntimeCall call : calls) {
            String uid = call.pod().uid();
            if (call instanceof StartContainer start) {
                tasks.add(uid, false, () -> starts.start(start));
            } else if (call instanceof StopContainer stop) {
                tasks.add(uid, true, () -> stop(stop));
            } else if (call instanceof RemovePod remove) {
                starts.cancelAll(uid);
                tasks.add(uid, true, () -> remove(remove.pod()));
            } else if (call instanceof UpdateVolumes update) {
                tasks.add(uid, true, () -> update(update));
            } else if (call instanceof Probe probe) {
                probes.probe(probe);
            } else if (call instanceof RunHook hook) {
                probes.hook(hook);
            }
        }
    }

    @Override
    public List<FoundPod> listPods() {
        try {
            return list();
        } catch (EngineAwayException | EngineRefusalException e) {
            throw new IllegalStateException("the engine at " + dockerHost + " cannot list: " + e.getMessage(), e);
        }
    }

    private List<FoundPod> list() {
        Map<String, PodRef> pods = new LinkedHashMap<>();
        Map<String, String> addresses = new LinkedHashMap<>();
        Map<String, Map<String, InspectContainerResponse>> newest = new LinkedHashMap<>();
        for (Container listed : engine.list(ours)) {
            Map<String, String> labels = listed.getLabels();
            PodRef pod = Labels.pod(labels);
            pods.put(pod.uid(), pod);
            String address = labels.getOrDefault(Labels.ADDRESS, "");
            network.adopt(pod.uid(), address);
            addresses.put(pod.uid(), address);
            InspectContainerResponse container = Labels.sandbox(labels) ? null : engine.inspect(listed.getId());
            if (container != null) {
                newest.computeIfAbsent(pod.uid(), uid -> new LinkedHashMap<>())
                        .merge(labels.getOrDefault(Labels.CONTAINER, ""), container, DockerRuntime::later);
            }
        }
        List<FoundPod> out = new ArrayList<>();
        pods.forEach((uid, pod) -> {
            String address = addresses.getOrDefault(uid, "");
            String ip = address.equals(ClusterNetwork.HOST) ? nodeAddress : address;
            out.add(new FoundPod(pod, "", ip, found(newest.getOrDefault(uid, Map.of()))));
        });
        return out;
    }

    private static InspectContainerResponse later(InspectContainerResponse a, InspectContainerResponse b) {
        boolean first =
                Labels.number(RunEnds.labels(a), Labels.ATTEMPT) >= Labels.number(RunEnds.labels(b), Labels.ATTEMPT);
        return first ? a : b;
    }

    /** False when it was created and never started, or stands at its gate. */
    private static boolean begun(InspectContainerResponse container) {
        if (!RunEnds.running(container)) {
            return RunEnds.ended(container);
        }
        Long pid = container.getState().getPidLong();
        if (!RunEnds.labels(container).containsKey(Labels.WIRED) || pid == null) {
            return true;
        }
        try {
            Gate.State state = Gate.state(pid);
            return state != Gate.State.BEFORE && state != Gate.State.REFUSED;
        } catch (IOException e) {
            return true;
        }
    }

    private List<FoundPod.FoundContainer> found(Map<String, InspectContainerResponse> containers) {
        List<FoundPod.FoundContainer> out = new ArrayList<>();
        for (InspectContainerResponse container : containers.values()) {
            boolean runs = RunEnds.running(container);
            if (!begun(container)) {
                continue; // its start is asked for again and finds it by its name
            }
            Map<String, String> labels = RunEnds.labels(container);
            if (runs) {
                ends.runs(container.getId(), labels);
            }
            out.add(new FoundPod.FoundContainer(
                    labels.getOrDefault(Labels.CONTAINER, ""),
                    Labels.number(labels, Labels.ATTEMPT),
                    RunEnds.startedMillis(container),
                    "docker://" + container.getId(),
                    PodStarts.imageId(container),
                    runs,
                    runs ? null : ends.termination(container)));
        }
        return out;
    }

    private void stop(StopContainer call) {
        Map<String, String> labels = Map.of(
                Labels.POD_UID,
                call.pod().uid(),
                Labels.INDEX,
                String.valueOf(call.container()),
                Labels.ATTEMPT,
                String.valueOf(call.attempt()));
        starts.cancel(call.pod().uid(), call.container(), call.attempt());
        List<Container> found = engine.list(labels);
        if (found.isEmpty()) {
            Map<String, String> gone = new LinkedHashMap<>(labels);
            gone.put(Labels.NODE, call.pod().node());
            ends.lost(gone);
        }
        for (Container container : found) {
            String signal = call.force() ? "SIGKILL" : stopSignal(container.getId());
            if (!engine.kill(container.getId(), signal)) {
                ends.died(container.getId(), container.getLabels()); // it has ended meanwhile
            }
        }
    }

    /** The image's word for asking to end, e.g. SIGQUIT of nginx; the client library does not tell it. */
    private String stopSignal(String id) {
        try {
            ObjectNode there = EngineSocket.ask(dockerHost, "GET", "/containers/" + id + "/json", null, Engine.QUICK);
            String signal = Json.textAt(there, "Config", "StopSignal");
            return signal.isEmpty() ? "SIGTERM" : signal;
        } catch (IOException | EngineRefusalException e) {
            return "SIGTERM";
        }
    }

    private void remove(PodRef pod) {
        try {
            for (List<Container> part : RemovalOrder.of(engine.list(Map.of(Labels.POD_UID, pod.uid())))) {
                part.forEach(container -> engine.remove(container.getId()));
            }
            volumes.remove(pod);
        } catch (EngineRefusalException | IOException e) {
            LOG.warn("cannot remove {}: {}", pod.words(), Engine.words(e)); // the core asks again
            return;
        }
        network.release(pod.uid());
        see(new Observation.PodRemoved(pod.node(), pod.uid(), System.currentTimeMillis()));
    }

    private void update(UpdateVolumes call) {
        try {
            volumes.update(call.pod(), call.template(), call.configs());
        } catch (IOException e) {
            LOG.warn("cannot update the volumes of {}: {}", call.pod().words(), e.getMessage());
        }
    }

    private void see(Observation seen) {
        if (seen instanceof Observation.Exited) {
            logs.ended(seen.uid());
        }
        sink.accept(List.of(seen));
    }

    @Override
    public void close() {
        events.close();
        tasks.close();
        pulls.close();
        probes.close();
        usage.close();
        logs.close();
        try {
            engine.close();
        } catch (IOException e) {
            LOG.debug("while closing the engine's client", e);
        }
    }
}
