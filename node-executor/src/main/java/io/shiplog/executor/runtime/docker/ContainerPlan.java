package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.Environment;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns one container of a pod into the engine's terms. The first app container owns the pod's network, the others
 * join it.
 */
final class ContainerPlan {

    private static final long NANOS_PER_MILLI_CPU = 1_000_000L;
    private static final int SHARES_PER_CPU = 1024;
    private static final int SHARES_MIN = 2;

    private final String cluster;

    ContainerPlan(String cluster) {
        this.cluster = cluster;
    }

    /** Name of a run in the engine, e.g. shiplog_nginx_web-0_default_1b4e28ba-…_0. */
    static String name(PodRef pod, String container, int attempt) {
        return "shiplog_" + container + "_" + pod.name() + "_" + pod.namespace() + "_" + pod.uid() + "_" + attempt;
    }

    /** True for the container whose network the others join. */
    static boolean ownsNetwork(PodTemplate template, int container) {
        return container <= template.initCount();
    }

    /**
     * The create command.
     *
     * @param networkOwner id of the container whose network is joined, or empty for the owner itself
     */
    CreateContainerCmd create(DockerClient client, StartContainer call, String networkOwner) {
        PodTemplate template = call.template();
        ContainerSpec spec = template.containers().get(call.container());
        PodRef pod = call.pod();
        Map<String, String> variables = Environment.variables(spec.json(), pod, "");
        CreateContainerCmd command = client.createContainerCmd(spec.image())
                .withName(name(pod, spec.name(), call.attempt()))
                .withLabels(Labels.of(cluster, pod, spec.name(), call.container(), call.attempt()))
                .withTty(Json.flagAt(spec.json(), "tty"))
                .withStdinOpen(Json.flagAt(spec.json(), "stdin"));
        List<String> env = new ArrayList<>();
        variables.forEach((name, value) -> env.add(name + "=" + value));
        command.withEnv(env);
        List<String> entrypoint = Environment.expand(Json.textsAt(spec.json(), "command"), variables);
        List<String> args = Environment.expand(Json.textsAt(spec.json(), "args"), variables);
        if (!entrypoint.isEmpty()) {
            command.withEntrypoint(entrypoint);
        }
        if (!args.isEmpty() || !entrypoint.isEmpty()) {
            command.withCmd(args);
        }
        String workingDir = Json.textAt(spec.json(), "workingDir");
        if (!workingDir.isEmpty()) {
            command.withWorkingDir(workingDir);
        }
        HostConfig host = host(spec);
        network(command, host, template, pod, networkOwner);
        return command.withHostConfig(host);
    }

    private static HostConfig host(ContainerSpec spec) {
        HostConfig host = HostConfig.newHostConfig().withRestartPolicy(RestartPolicy.noRestart());
        long cpu = milli(spec.json(), "limits", "cpu");
        if (cpu > 0) {
            host.withNanoCPUs(cpu * NANOS_PER_MILLI_CPU);
        }
        long share = milli(spec.json(), "requests", "cpu");
        if (share > 0) {
            host.withCpuShares((int) Math.max(SHARES_MIN, share * SHARES_PER_CPU / 1000));
        }
        long memory = milli(spec.json(), "limits", "memory") / 1000;
        if (memory > 0) {
            host.withMemory(memory);
        }
        return host;
    }

    private static long milli(ObjectNode container, String kind, String resource) {
        String text = Json.mapAt(container, "resources", kind).getOrDefault(resource, "");
        try {
            return text.isEmpty() ? 0 : Quantity.parse(text).milli();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static void network(
            CreateContainerCmd command, HostConfig host, PodTemplate template, PodRef pod, String networkOwner) {
        if (!networkOwner.isEmpty()) {
            host.withNetworkMode("container:" + networkOwner);
            return;
        }
        if (template.hostNetwork()) {
            host.withNetworkMode("host");
            return;
        }
        command.withHostName(template.hostname().isEmpty() ? pod.name() : template.hostname());
        Set<ExposedPort> exposed = new LinkedHashSet<>();
        List<PortBinding> bindings = new ArrayList<>();
        for (ContainerSpec spec : template.containers()) {
            for (ObjectNode port : Json.objectsAt(spec.json(), "ports")) {
                ports(port, exposed, bindings);
            }
        }
        command.withExposedPorts(List.copyOf(exposed));
        host.withPortBindings(bindings);
    }

    private static void ports(ObjectNode port, Set<ExposedPort> exposed, List<PortBinding> bindings) {
        InternetProtocol protocol = switch (Json.textAt(port, "protocol")) {
            case "UDP" -> InternetProtocol.UDP;
            case "SCTP" -> InternetProtocol.SCTP;
            default -> InternetProtocol.TCP;
        };
        ExposedPort inside = new ExposedPort((int) Json.longAt(port, 0, "containerPort"), protocol);
        exposed.add(inside);
        long outside = Json.longAt(port, 0, "hostPort");
        if (outside > 0) {
            String ip = Json.textAt(port, "hostIP");
            bindings.add(new PortBinding(new Ports.Binding(ip.isEmpty() ? null : ip, String.valueOf(outside)), inside));
        }
    }
}
