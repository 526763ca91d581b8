package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PullPolicy;
import io.shiplog.executor.pod.Termination;
import io.shiplog.executor.runtime.ContainerRuntime;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.RemovePod;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.RuntimeCall.StopContainer;
import io.shiplog.executor.runtime.RuntimeContext;
import io.shiplog.executor.runtime.UsageSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods as plain containers of a Docker engine: one engine container per run of a container, found again by labels,
 * never
 * restarted by the engine itself. Starts run side by side within a bound; ends come from the event stream.
 */
public final class DockerRuntime implements ContainerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);

    private final Engine engine;
    private final ContainerPlan plan;
    private final Map<String, String> ours;
    private final String version;
    private final PodTasks tasks = new PodTasks();
    private final EventStream events;
    /**
     * Labels of containers that ran when last heard of, by id: one that vanishes while nobody listens is missed at the
     * resync.
     */
    private final Map<String, Map<String, String>> running = new ConcurrentHashMap<>();

    private volatile Consumer<List<Observation>> sink = seen -> {};

    /** Connects. Throws IllegalStateException with a sentence for the user when no engine answers. */
    public DockerRuntime(String dockerHost, RuntimeContext context) {
        engine = new Engine(dockerHost);
        try {
            version = "docker://" + engine.version(); // also warms the client up: its first call takes half a second
        } catch (RuntimeException e) {
            throw new IllegalStateException("no Docker engine answers at " + dockerHost + ": " + Engine.words(e), e);
        }
        plan = new ContainerPlan(context.clusterId());
        ours = Map.of(
                Labels.CLUSTER,
                context.clusterId(),
                Labels.NODE,
                context.nodes().get(0));
        events = new EventStream(dockerHost, ours, this::died, this::resync);
    }

    /** Removes every container of a cluster from an engine, and says how many. */
    public static int removeAll(String dockerHost, String clusterId) {
        try (Engine engine = new Engine(dockerHost)) {
            List<Container> all = engine.list(Map.of(Labels.CLUSTER, clusterId));
            all.parallelStream().forEach(container -> engine.remove(container.getId()));
            return all.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        return PodAccess.NONE;
    }

    @Override
    public LogSource logs() {
        return LogSource.NONE;
    }

    @Override
    public UsageSource usage() {
        return UsageSource.NONE;
    }

    @Override
    public ImageStore images() {
        return ImageStore.NONE;
    }

    @Override
    public void call(List<RuntimeCall> calls) {
        for (RuntimeCall call : calls) {
            String uid = call.pod().uid();
            if (call instanceof StartContainer start) {
                tasks.add(uid, false, done -> start(start, done));
            } else if (call instanceof StopContainer stop) {
                tasks.add(uid, true, done -> {
                    stop(stop);
                    done.run();
                });
            } else if (call instanceof RemovePod remove) {
                tasks.add(uid, true, done -> {
                    remove(remove.pod());
                    done.run();
                });
            }
        }
    }

    @Override
    public List<FoundPod> listPods() {
        Map<String, PodRef> pods = new LinkedHashMap<>();
        Map<String, Map<String, InspectContainerResponse>> newest = new LinkedHashMap<>();
        for (Container listed : engine.list(ours)) {
            InspectContainerResponse container = engine.inspect(listed.getId());
            if (container == null) {
                continue;
            }
            Map<String, String> labels = labels(container);
            PodRef pod = Labels.pod(labels);
            pods.put(pod.uid(), pod);
            newest.computeIfAbsent(pod.uid(), uid -> new LinkedHashMap<>())
                    .merge(labels.getOrDefault(Labels.CONTAINER, ""), container, DockerRuntime::later);
        }
        List<FoundPod> out = new ArrayList<>();
        pods.forEach((uid, pod) -> out.add(found(pod, newest.getOrDefault(uid, Map.of()))));
        return out;
    }

    private static InspectContainerResponse later(InspectContainerResponse a, InspectContainerResponse b) {
        return Labels.number(labels(a), Labels.ATTEMPT) >= Labels.number(labels(b), Labels.ATTEMPT) ? a : b;
    }

    private FoundPod found(PodRef pod, Map<String, InspectContainerResponse> containers) {
        List<FoundPod.FoundContainer> out = new ArrayList<>();
        String ip = "";
        for (InspectContainerResponse container : containers.values()) {
            boolean runs = Engine.running(container);
            if (!runs && !Engine.exited(container)) {
                continue; // created and never started: its start is asked for again and finds it by its name
            }
            Map<String, String> labels = labels(container);
            if (runs) {
                running.put(container.getId(), labels);
            }
            ip = ip.isEmpty() ? Engine.ip(container) : ip;
            out.add(new FoundPod.FoundContainer(
                    labels.getOrDefault(Labels.CONTAINER, ""),
                    Labels.number(labels, Labels.ATTEMPT),
                    Engine.startedMillis(container),
                    "docker://" + container.getId(),
                    imageId(container),
                    runs,
                    runs ? null : Engine.termination(container)));
        }
        return new FoundPod(pod, "", ip, out);
    }

    private static Map<String, String> labels(InspectContainerResponse container) {
        var config = container.getConfig();
        Map<String, String> labels = config == null ? null : config.getLabels();
        return labels == null ? Map.of() : labels;
    }

    private static String imageId(InspectContainerResponse container) {
        String id = container.getImageId();
        return id == null ? "" : "docker://" + id;
    }

    private void start(StartContainer call, Runnable done) {
        ContainerSpec spec = call.template().containers().get(call.container());
        boolean pulls;
        try {
            boolean present = engine.present(spec.image());
            if (!present && spec.pullPolicy() == PullPolicy.NEVER) {
                failed(
                        call,
                        "ErrImageNeverPull",
                        "Container image \"" + spec.image() + "\" is not present with pull policy of Never");
                done.run();
                return;
            }
            pulls = !present || spec.pullPolicy() == PullPolicy.ALWAYS;
        } catch (RuntimeException e) {
            failed(call, "ErrImagePull", Engine.words(e));
            done.run();
            return;
        }
        if (pulls) {
            tasks.pull(() -> pullAndCreate(call, spec, done));
        } else {
            see(pulled(call, -1, 0));
            create(call, spec);
            done.run();
        }
    }

    private void pullAndCreate(StartContainer call, ContainerSpec spec, Runnable done) {
        try {
            long begin = now();
            see(new Observation.Pulling(node(call), uid(call), call.container(), call.attempt(), begin));
            long size = engine.pull(spec.image());
            see(pulled(call, now() - begin, size));
            create(call, spec);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed(call, "ErrImagePull", Engine.words(e));
        } finally {
            done.run();
        }
    }

    private void create(StartContainer call, ContainerSpec spec) {
        String name = ContainerPlan.name(call.pod(), spec.name(), call.attempt());
        String id;
        try {
            id = plan.create(engine.client(), call, networkOwner(call)).exec().getId();
        } catch (ConflictException e) {
            InspectContainerResponse there = engine.inspect(name);
            if (there == null || Engine.exited(there)) {
                failedOrExited(call, there, e);
                return;
            }
            id = there.getId();
        } catch (RuntimeException e) {
            failed(call, "CreateContainerError", Engine.words(e));
            return;
        }
        run(call, spec, id);
    }

    private void failedOrExited(StartContainer call, @Nullable InspectContainerResponse there, ConflictException e) {
        if (there == null) {
            failed(call, "CreateContainerError", Engine.words(e));
        } else {
            exited(there);
        }
    }

    private void run(StartContainer call, ContainerSpec spec, String id) {
        try {
            engine.client().startContainerCmd(id).exec();
        } catch (NotModifiedException e) {
            LOG.debug("{} runs already", id);
        } catch (RuntimeException e) {
            engine.remove(id); // it stays behind as created otherwise
            failed(call, "RunContainerError", Engine.words(e));
            return;
        }
        InspectContainerResponse started = engine.inspect(id);
        if (started != null) {
            running.put(id, labels(started));
        }
        String ip = started == null ? "" : Engine.ip(started);
        long at = started == null ? 0 : Engine.startedMillis(started);
        see(new Observation.Started(
                node(call),
                uid(call),
                call.container(),
                call.attempt(),
                at == 0 ? now() : at,
                "docker://" + id,
                started == null ? "" : imageId(started),
                ip,
                true));
        if (call.attempt() >= 2) {
            engine.remove(ContainerPlan.name(call.pod(), spec.name(), call.attempt() - 2));
        }
    }

    /** Id of the running container whose network the new one joins, or empty when it owns it. */
    private String networkOwner(StartContainer call) {
        if (ContainerPlan.ownsNetwork(call.template(), call.container())) {
            return "";
        }
        String index = String.valueOf(call.template().initCount());
        Map<String, String> labels = Map.of(Labels.POD_UID, uid(call), Labels.INDEX, index);
        return engine.list(labels).stream()
                .filter(container -> "running".equals(container.getState()))
                .map(Container::getId)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the pod's first container does not run"));
    }

    private void stop(StopContainer call) {
        Map<String, String> labels = Map.of(
                Labels.POD_UID,
                call.pod().uid(),
                Labels.INDEX,
                String.valueOf(call.container()),
                Labels.ATTEMPT,
                String.valueOf(call.attempt()));
        try {
            List<Container> found = engine.list(labels);
            if (found.isEmpty()) {
                Map<String, String> gone = new LinkedHashMap<>(labels);
                gone.put(Labels.NODE, call.pod().node());
                lost(gone);
            }
            for (Container container : found) {
                signal(container, call.force() ? "SIGKILL" : "SIGTERM");
            }
        } catch (RuntimeException e) {
            LOG.warn("cannot stop {}: {}", call.pod().words(), Engine.words(e));
        }
    }

    private void signal(Container container, String signal) {
        try {
            engine.client()
                    .killContainerCmd(container.getId())
                    .withSignal(signal)
                    .exec();
        } catch (ConflictException | NotFoundException e) {
            died(container.getId(), container.getLabels()); // it has ended meanwhile
        }
    }

    private void remove(PodRef pod) {
        try {
            engine.list(Map.of(Labels.POD_UID, pod.uid())).forEach(container -> engine.remove(container.getId()));
            see(new Observation.PodRemoved(pod.node(), pod.uid(), now()));
        } catch (RuntimeException e) {
            LOG.warn("cannot remove {}: {}", pod.words(), Engine.words(e)); // the core asks again
        }
    }

    private void died(String id, Map<String, String> labels) {
        tasks.add(Labels.pod(labels).uid(), true, done -> {
            try {
                InspectContainerResponse container = engine.inspect(id);
                if (container == null) {
                    running.remove(id);
                    lost(labels);
                } else if (Engine.exited(container)) {
                    exited(container);
                }
            } finally {
                done.run();
            }
        });
    }

    /** It ended and was removed before anybody looked. */
    private void lost(Map<String, String> labels) {
        PodRef pod = Labels.pod(labels);
        int exitCode = labels.containsKey("exitCode") ? Labels.number(labels, "exitCode") : 137;
        String words = "The container could not be located when the pod was terminated";
        Termination how = new Termination(exitCode, 0, "ContainerStatusUnknown", words, 0, now());
        int index = Labels.number(labels, Labels.INDEX);
        int attempt = Labels.number(labels, Labels.ATTEMPT);
        see(new Observation.Exited(pod.node(), pod.uid(), index, attempt, now(), how));
    }

    private void exited(InspectContainerResponse container) {
        Map<String, String> labels = labels(container);
        running.remove(container.getId());
        PodRef pod = Labels.pod(labels);
        Termination how = Engine.termination(container);
        see(new Observation.Exited(
                pod.node(),
                pod.uid(),
                Labels.number(labels, Labels.INDEX),
                Labels.number(labels, Labels.ATTEMPT),
                how.finishedMillis() == 0 ? now() : how.finishedMillis(),
                how));
    }

    private void resync() {
        Set<String> there = new HashSet<>();
        for (Container container : engine.list(ours)) {
            there.add(container.getId());
            if (!"running".equals(container.getState())) {
                died(container.getId(), container.getLabels());
            }
        }
        running.forEach((id, labels) -> {
            if (!there.contains(id)) {
                died(id, labels);
            }
        });
    }

    private Observation pulled(StartContainer call, long tookMillis, long size) {
        return new Observation.Pulled(node(call), uid(call), call.container(), call.attempt(), now(), tookMillis, size);
    }

    private void failed(StartContainer call, String reason, String message) {
        see(new Observation.StartFailed(
                node(call), uid(call), call.container(), call.attempt(), now(), reason, message));
    }

    private void see(Observation seen) {
        sink.accept(List.of(seen));
    }

    private static String node(StartContainer call) {
        return call.pod().node();
    }

    private static String uid(StartContainer call) {
        return call.pod().uid();
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @Override
    public void close() {
        events.close();
        tasks.close();
        try {
            engine.close();
        } catch (IOException e) {
            LOG.debug("while closing the engine's client", e);
        }
    }
}
