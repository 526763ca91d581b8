package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.RestartPolicy;
import io.shiplog.executor.pod.ContainerSetup;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns one container of a pod, or its sandbox, into the engine's terms. */
final class ContainerPlan {

    private static final String TERMINATION_PATH_DEFAULT = "/dev/termination-log";
    /** The engine keeps so much of a run's lines; they are shipped meanwhile. */
    private static final Map<String, String> LOG_SIZE = Map.of("max-size", "10m", "max-file", "5");

    /**
     * Where a run is to live.
     *
     * @param network name of the cluster's network
     * @param address of the pod, or {@link ClusterNetwork#HOST}
     * @param sandbox id of the container whose namespaces it joins, empty when it owns them
     * @param wired this executor puts the pod's interface in, not the engine
     */
    record Place(String network, String address, String sandbox, boolean wired) {

        /** True when its own program has to wait for the interface. */
        boolean gated() {
            return wired && sandbox.isEmpty();
        }
    }

    /**
     * What a run is made of, beside its spec.
     *
     * @param volumes where each volume lies
     * @param termination file for its termination message
     * @param gate what holds it back until its network is there; not used by one that is not gated
     * @param imageUser user that the image names
     * @param command what it is to run, the image's own words included; empty when there is nothing
     */
    record Parts(
            ContainerSetup setup,
            Map<String, Path> volumes,
            Path termination,
            Gate gate,
            String imageUser,
            List<String> command) {}

    private final String cluster;
    private final String host;
    private final long machineBytes;
    private final boolean appArmor;
    private final Map<String, String> home;
    /** Smallest oom_score_adj that the engine may set; lowering one takes a right that not every engine has. */
    private volatile int oomScoreMin = -1000;

    /**
     * @param machineBytes memory of the engine's machine
     * @param appArmor its kernel and its engine hold AppArmor profiles
     * @param home labels that say where the executor lives
     */
    ContainerPlan(String cluster, String host, long machineBytes, boolean appArmor, Map<String, String> home) {
        this.cluster = cluster;
        this.host = host;
        this.machineBytes = machineBytes;
        this.appArmor = appArmor;
        this.home = home;
    }

    /** From now on nothing is made less likely to be killed, since the engine cannot. */
    void withoutNegativeOomScores() {
        oomScoreMin = 0;
    }

    /** Name of a run in the engine, e.g. shiplog_nginx_web-0_default_1b4e28ba-…_0. */
    static String name(PodRef pod, String container, int attempt) {
        return "shiplog_" + container + "_" + pod.name() + "_" + pod.namespace() + "_" + pod.uid() + "_" + attempt;
    }

    /** Name of a pod's sandbox in the engine; no container's name has capitals. */
    static String sandboxName(PodRef pod) {
        return "shiplog_POD_" + pod.name() + "_" + pod.namespace() + "_" + pod.uid();
    }

    /** The create command of a sandbox. */
    CreateContainerCmd sandbox(DockerClient client, PodRef pod, PodTemplate template, Place place) {
        Map<String, String> labels = Labels.pod(cluster, host, pod, place.address());
        labels.put(Labels.SANDBOX, "true");
        labels.putAll(home);
        wired(labels, place);
        HostConfig config = HostConfig.newHostConfig()
                .withRestartPolicy(RestartPolicy.noRestart())
                .withOomScoreAdj(Math.max(oomScoreMin, Limits.SANDBOX_OOM_SCORE))
                .withReadonlyRootfs(true)
                .withLogConfig(logs());
        CreateContainerCmd out = client.createContainerCmd(PauseImage.NAME)
                .withName(sandboxName(pod))
                .withLabels(labels)
                .withEntrypoint(PauseImage.COMMAND)
                .withCmd();
        config.withIpcMode("shareable");
        PodNetworking.own(out, config, template, pod, place);
        return out.withHostConfig(config);
    }

    /**
     * The create command of a run.
     *
     * @throws UnmetConfigException when the engine cannot hold what its security context asks for
     * @throws IOException when a mount cannot be
     */
    CreateContainerCmd container(DockerClient client, StartContainer call, Place place, Parts parts)
            throws UnmetConfigException, IOException {
        PodTemplate template = call.template();
        ContainerSpec spec = template.containers().get(call.container());
        HostConfig config = HostConfig.newHostConfig()
                .withRestartPolicy(RestartPolicy.noRestart())
                .withLogConfig(logs());
        CreateContainerCmd out = client.createContainerCmd(spec.image())
                .withName(name(call.pod(), spec.name(), call.attempt()))
                .withLabels(labels(call, spec, place))
                .withTty(Json.flagAt(spec.json(), "tty"))
                .withStdinOpen(Json.flagAt(spec.json(), "stdin"))
                .withStdInOnce(Json.flagAt(spec.json(), "stdinOnce"));
        process(out, parts.setup());
        boolean gated = gated(place, parts);
        if (gated) {
            List<String> words = new ArrayList<>(List.of(GateProgram.FOLDER + "/" + GateProgram.NAME));
            words.addAll(parts.command());
            out.withEntrypoint(words).withCmd();
        }
        Limits.apply(config, spec);
        config.withOomScoreAdj(Math.max(oomScoreMin, Limits.oomScore(template, spec, machineBytes)));
        Security.refuseProfiles(template, spec, appArmor);
        String user = Security.apply(config, template, spec, call.pod(), parts.imageUser());
        if (!user.isEmpty()) {
            out.withUser(user);
        }
        config.withMounts(mounts(spec, parts, gated));
        if (place.sandbox().isEmpty()) {
            PodNetworking.own(out, config, template, call.pod(), place);
        } else {
            join(config, template, "container:" + place.sandbox());
        }
        return out.withHostConfig(config);
    }

    private Map<String, String> labels(StartContainer call, ContainerSpec spec, Place place) {
        Map<String, String> out = Labels.run(
                Labels.pod(cluster, host, call.pod(), place.address()), spec.name(), call.container(), call.attempt());
        out.putAll(home);
        wired(out, place);
        if (Json.textAt(spec.json(), "terminationMessagePolicy").equals("FallbackToLogsOnError")) {
            out.put(Labels.MESSAGE_FROM_LOGS, "true");
        }
        return out;
    }

    private static void wired(Map<String, String> labels, Place place) {
        if (place.wired()) {
            labels.put(Labels.WIRED, "true");
        }
    }

    /** What has nothing to run the engine refuses by itself. */
    static boolean gated(Place place, Parts parts) {
        return place.gated() && !parts.command().isEmpty();
    }

    private static void process(CreateContainerCmd out, ContainerSetup setup) {
        List<String> env = new ArrayList<>();
        setup.env().forEach((name, value) -> env.add(name + "=" + value));
        out.withEnv(env);
        if (!setup.command().isEmpty()) {
            out.withEntrypoint(setup.command());
        }
        if (!setup.args().isEmpty() || !setup.command().isEmpty()) {
            out.withCmd(setup.args());
        }
        if (!setup.workingDir().isEmpty()) {
            out.withWorkingDir(setup.workingDir());
        }
    }

    private static List<Mount> mounts(ContainerSpec spec, Parts parts, boolean gated) throws IOException {
        List<Mount> out = new ArrayList<>(Binds.of(spec, parts.setup(), parts.volumes()));
        String path = Json.textAt(spec.json(), "terminationMessagePath");
        String target = path.isEmpty() ? TERMINATION_PATH_DEFAULT : path;
        out.add(Binds.bind(parts.termination(), target, false, BindPropagation.R_PRIVATE));
        if (gated) {
            parts.gate().make();
            out.add(Binds.bind(parts.gate().folder(), GateProgram.FOLDER, true, BindPropagation.R_PRIVATE));
        }
        return out;
    }

    private static void join(HostConfig config, PodTemplate template, String sandbox) {
        config.withNetworkMode(sandbox);
        config.withIpcMode(Json.flagAt(template.json(), "hostIPC") ? "host" : sandbox);
        if (Json.flagAt(template.json(), "hostPID")) {
            config.withPidMode("host");
        } else if (Json.flagAt(template.json(), "shareProcessNamespace")) {
            config.withPidMode(sandbox);
        }
    }

    private static LogConfig logs() {
        return new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_SIZE);
    }
}
