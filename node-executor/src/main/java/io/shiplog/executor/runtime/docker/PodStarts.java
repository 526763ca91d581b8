package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import io.shiplog.executor.pod.Addresses;
import io.shiplog.executor.pod.ContainerSetup;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PullPolicy;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.docker.ContainerPlan.Parts;
import io.shiplog.executor.runtime.docker.ContainerPlan.Place;
import io.shiplog.executor.volume.PodVolumes;
import io.shiplog.schemas.value.ImageReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings one run of a container up: image, sandbox, volumes, container. Runs on the workers of {@link PodTasks}. */
final class PodStarts {

    /** Times that another address is tried when the engine says that one is in use. */
    private static final int ADDRESSES_TRIED_MAX = 16;

    private static final String SCHEME = "docker://";
    private static final int NOT_FOUND = 404;

    /**
     * What starts stand on.
     *
     * @param address of the node
     * @param architecture of the engine's machine
     */
    record Ground(
            Engine engine,
            ContainerPlan plan,
            ClusterNetwork network,
            ImagePulls pulls,
            PodVolumes volumes,
            TerminationFiles files,
            PodGates gates,
            RunEnds ends,
            PodTasks tasks,
            String address,
            String architecture) {}

    private final Ground on;
    private final Consumer<Observation> sink;
    /** Starts that wait for an image; taken out when they are not wanted any more. */
    private final Set<String> pulling = ConcurrentHashMap.newKeySet();

    PodStarts(Ground on, Consumer<Observation> sink) {
        this.on = on;
        this.sink = sink;
    }

    private static String key(String uid, int container, int attempt) {
        return uid + "/" + container + "/" + attempt;
    }

    /** Gives up a start that waits for its image; true when there was one. */
    boolean cancel(String uid, int container, int attempt) {
        return pulling.remove(key(uid, container, attempt));
    }

    /** Gives up every start of a pod that waits for its image. */
    void cancelAll(String uid) {
        pulling.removeIf(key -> key.startsWith(uid + "/"));
    }

    /** Carries the call out. An image that has to be pulled is waited for without holding a worker. */
    void start(StartContainer call) {
        ContainerSpec spec = spec(call);
        ImageReference reference;
        try {
            reference = ImageReference.parse(spec.image());
        } catch (IllegalArgumentException e) {
            String words = "Failed to apply default image tag \"" + spec.image() + "\": couldn't parse image name \""
                    + spec.image() + "\": " + e.getMessage();
            failed(call, "InvalidImageName", words);
            return;
        }
        InspectImageResponse image;
        try {
            image = on.engine().image(spec.image());
        } catch (EngineRefusalException e) {
            failed(call, "ImageInspectError", String.valueOf(e.getMessage()));
            return;
        }
        if (image == null && spec.pullPolicy() == PullPolicy.NEVER) {
            failed(
                    call,
                    "ErrImageNeverPull",
                    "Container image \"" + spec.image() + "\" is not present with pull policy of Never");
        } else if (image == null || spec.pullPolicy() == PullPolicy.ALWAYS) {
            pull(call, spec, reference);
        } else {
            pulled(call, -1, 0);
            guarded(call, () -> create(call, spec, image));
        }
    }

    private void pull(StartContainer call, ContainerSpec spec, ImageReference reference) {
        String key = key(uid(call), call.container(), call.attempt());
        if (!pulling.add(key)) {
            return; // the call was repeated
        }
        sink.accept(new Observation.Pulling(node(call), uid(call), call.container(), call.attempt(), now()));
        boolean whole = !reference.digest().isEmpty()
                || spec.image().substring(spec.image().lastIndexOf('/') + 1).contains(":");
        String name = whole ? spec.image() : spec.image() + ":" + ImageReference.DEFAULT_TAG;
        on.pulls()
                .pull(
                        name,
                        PullSecrets.of(reference, call.template(), call.configs()),
                        (error, took) -> on.tasks().add(uid(call), false, () -> {
                            if (pulling.contains(key)) {
                                afterPull(call, spec, error, took);
                                pulling.remove(key);
                            }
                        }));
    }

    private void afterPull(StartContainer call, ContainerSpec spec, String error, long tookMillis) {
        if (!error.isEmpty()) {
            failed(call, "ErrImagePull", error);
            return;
        }
        InspectImageResponse image = on.engine().image(spec.image());
        if (image == null) {
            failed(call, "ErrImagePull", "the image was removed right after it had been pulled");
            return;
        }
        Long size = image.getSize();
        pulled(call, tookMillis, size == null ? 0 : size);
        guarded(call, () -> create(call, spec, image));
    }

    private interface Work {
        void run() throws UnmetConfigException, IOException;
    }

    private void guarded(StartContainer call, Work work) {
        try {
            work.run();
        } catch (UnmetConfigException e) {
            failed(call, "CreateContainerConfigError", String.valueOf(e.getMessage()));
        } catch (IOException | EngineRefusalException | IllegalStateException e) {
            failed(call, "CreateContainerError", String.valueOf(e.getMessage()));
        } catch (EngineAwayException e) {
            if (!e.late()) {
                throw e; // asked again when the engine is back
            }
            failed(call, "CreateContainerError", String.valueOf(e.getMessage()));
        }
    }

    private void create(StartContainer call, ContainerSpec spec, InspectImageResponse image)
            throws UnmetConfigException, IOException {
        boolean scoreRaised = false;
        for (int tries = 0; tries < ADDRESSES_TRIED_MAX; tries++) {
            try {
                createOnce(call, spec, image);
                return;
            } catch (RunRefusedException e) {
                if (!mayBeOomScore(e.words) || scoreRaised) {
                    failed(call, "RunContainerError", e.words);
                    return;
                }
                on.plan().withoutNegativeOomScores();
                scoreRaised = true;
            } catch (EngineRefusalException e) {
                String words = String.valueOf(e.getMessage());
                boolean networkGone =
                        e.status() == NOT_FOUND && words.contains(on.network().name());
                if (networkGone) {
                    on.network().lost();
                } else if (words.contains("Address already in use")) {
                    on.network().spoilt(uid(call));
                } else if (!mayBeOomScore(words) || scoreRaised) {
                    throw e;
                } else {
                    on.plan().withoutNegativeOomScores();
                    scoreRaised = true;
                }
            }
        }
        throw new IllegalStateException("no free address was found in the cluster's network");
    }

    private void createOnce(StartContainer call, ContainerSpec spec, InspectImageResponse image)
            throws UnmetConfigException, IOException {
        PodRef pod = call.pod();
        Place place = place(call);
        String podIp = podIp(place);
        Addresses addresses = new Addresses(on.address(), podIp);
        Map<String, Path> volumes = on.volumes().prepare(pod, call.template(), call.configs(), addresses);
        ContainerSetup setup = ContainerSetup.of(pod, call.template(), call.container(), call.configs(), addresses);
        Path termination = on.files().make(pod, spec.name(), call.attempt());
        Gate gate = on.gates().of(pod, spec.name(), call.attempt());
        Parts parts = new Parts(setup, volumes, termination, gate, user(image), command(setup, image));
        CreateContainerCmd command = on.plan().container(on.engine().client(), call, place, parts);
        String id = on.engine().create(command);
        if (id == null) {
            InspectContainerResponse there = on.engine().inspect(ContainerPlan.name(pod, spec.name(), call.attempt()));
            if (there == null) {
                throw new IllegalStateException("the engine is still removing an earlier container of that name");
            }
            if (RunEnds.ended(there)) {
                on.ends().exited(there);
                return;
            }
            if (!place.wired() && RunEnds.labels(there).containsKey(Labels.WIRED)) {
                giveUp(there.getId()); // it waits for an interface that nobody puts in any more
                throw new IllegalStateException("its network is left to the engine now: it is made anew");
            }
            id = there.getId();
        }
        run(call, spec, id, place, parts);
    }

    private static String user(InspectImageResponse image) {
        var config = image.getConfig();
        String user = config == null ? null : config.getUser();
        return user == null ? "" : user;
    }

    /** What Kubernetes' command and args leave of the image's own words. */
    private static List<String> command(ContainerSetup setup, InspectImageResponse image) {
        var config = image.getConfig();
        List<String> out = new ArrayList<>(setup.command());
        if (out.isEmpty() && config != null && config.getEntrypoint() != null) {
            out.addAll(List.of(config.getEntrypoint()));
        }
        boolean imageArgs = setup.command().isEmpty() && setup.args().isEmpty();
        if (imageArgs && config != null && config.getCmd() != null) {
            out.addAll(List.of(config.getCmd()));
        } else {
            out.addAll(setup.args());
        }
        return out;
    }

    private String podIp(Place place) {
        return place.address().equals(ClusterNetwork.HOST) ? on.address() : place.address();
    }

    private Place place(StartContainer call) {
        String address;
        if (call.template().hostNetwork()) {
            on.network().onHost(uid(call));
            address = ClusterNetwork.HOST;
        } else {
            address = on.network().addressOf(uid(call), !PodWiring.needsEngine(call.template()));
        }
        boolean wired = on.network().interfaces(address) != null;
        Place own = new Place(on.network().name(), address, "", wired);
        return PodNetworking.needsSandbox(call.template())
                ? new Place(own.network(), address, sandbox(call, own), wired)
                : own;
    }

    /** Id of the pod's running sandbox. */
    private String sandbox(StartContainer call, Place place) {
        String name = ContainerPlan.sandboxName(call.pod());
        InspectContainerResponse there = on.engine().inspect(name);
        if (there != null && RunEnds.running(there)) {
            on.gates().plug(there, uid(call), place); // unless an executor went between its start and this
            return there.getId();
        }
        String id = there == null ? null : there.getId();
        if (id == null) {
            PauseImage.ensure(on.engine(), on.architecture());
            id = on.engine().create(on.plan().sandbox(on.engine().client(), call.pod(), call.template(), place));
        }
        if (id == null) {
            throw new IllegalStateException("the engine is still removing an earlier sandbox of the pod");
        }
        startOrRemove(id);
        plugOrRemove(id, call, place);
        return id;
    }

    private void plugOrRemove(String id, StartContainer call, Place place) {
        InspectContainerResponse started = place.wired() ? on.engine().inspect(id) : null;
        if (started == null || !RunEnds.running(started)) {
            return;
        }
        try {
            on.gates().plug(started, uid(call), place);
        } catch (EngineRefusalException e) {
            on.engine().remove(id);
            throw e;
        }
    }

    /** One that cannot be started stays behind as created otherwise. */
    private void startOrRemove(String id) {
        try {
            on.engine().start(id);
        } catch (EngineRefusalException e) {
            on.engine().remove(id);
            throw new EngineRefusalException(e.status(), steady(String.valueOf(e.getMessage())));
        }
    }

    /** Without the name that the engine makes up for each try, so that the same failure has the same words. */
    static String steady(String words) {
        return words.replaceAll(" on endpoint \\S+ \\([0-9a-f]+\\)", "");
    }

    private void run(StartContainer call, ContainerSpec spec, String id, Place place, Parts parts) throws IOException {
        try {
            startOrRemove(id);
        } catch (EngineRefusalException e) {
            String words = String.valueOf(e.getMessage());
            if (ofTheMachine(words)) {
                throw e;
            }
            throw new RunRefusedException(words, e);
        }
        InspectContainerResponse started = on.engine().inspect(id);
        if (started != null && RunEnds.running(started) && ContainerPlan.gated(place, parts)) {
            admit(call, started, place, parts);
        }
        if (started != null) {
            on.ends().runs(id, RunEnds.labels(started));
        }
        long at = started == null ? 0 : RunEnds.startedMillis(started);
        sink.accept(new Observation.Started(
                node(call),
                uid(call),
                call.container(),
                call.attempt(),
                at == 0 ? now() : at,
                SCHEME + id,
                started == null ? "" : imageId(started),
                podIp(place),
                true));
        if (started != null && RunEnds.ended(started)) {
            on.ends().exited(started); // its event may have come before anybody knew it
        }
        forget(call.pod(), spec.name(), call.attempt() - 2);
    }

    /** The last run and the one before are kept. */
    private void forget(PodRef pod, String container, int attempt) throws IOException {
        if (attempt >= 0) {
            on.engine().remove(ContainerPlan.name(pod, container, attempt));
            on.gates().forget(pod, container, attempt);
        }
    }

    /** Lets it begin. One that cannot is removed, as an engine's own failures to start leave nothing behind. */
    private void admit(StartContainer call, InspectContainerResponse started, Place place, Parts parts) {
        String id = started.getId();
        String refusal;
        try {
            refusal = on.gates().admit(parts.gate(), started, uid(call), place, parts.command());
        } catch (EngineRefusalException e) {
            InspectContainerResponse now = on.engine().inspect(id);
            if (now != null && !RunEnds.running(now)) {
                return; // it was ended meanwhile, which is told as any end is
            }
            giveUp(id);
            throw e;
        }
        if (!refusal.isEmpty()) {
            giveUp(id);
            throw new RunRefusedException(refusal, null);
        }
    }

    private void giveUp(String id) {
        on.ends().refused(id);
        on.engine().remove(id);
    }

    /** The container itself cannot be run. */
    private static final class RunRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String words;

        RunRefusedException(String words, @Nullable Throwable cause) {
            super(words, cause);
            this.words = words;
        }
    }

    /** How runc says that it may not lower oom_score_adj: its helper dies without a word. */
    private static boolean mayBeOomScore(String words) {
        return words.contains("oom_score_adj") || words.contains("can't get final child's PID");
    }

    /** A failure that is not the container's own, e.g. a port that is taken: tried again, and no run that counts. */
    private static boolean ofTheMachine(String words) {
        return List.of("Address already in use", "driver failed programming", "network ", "port is already allocated")
                .stream()
                .anyMatch(words::contains);
    }

    static String imageId(InspectContainerResponse container) {
        String id = container.getImageId();
        return id == null ? "" : SCHEME + id;
    }

    private void pulled(StartContainer call, long tookMillis, long size) {
        sink.accept(new Observation.Pulled(
                node(call), uid(call), call.container(), call.attempt(), now(), tookMillis, size));
    }

    private void failed(StartContainer call, String reason, String message) {
        sink.accept(new Observation.StartFailed(
                node(call), uid(call), call.container(), call.attempt(), now(), reason, message));
    }

    private static ContainerSpec spec(StartContainer call) {
        return call.template().containers().get(call.container());
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
}
