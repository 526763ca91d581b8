package io.shiplog.executor.runtime.docker;

import static io.shiplog.executor.runtime.docker.RuntimeRig.container;
import static io.shiplog.executor.runtime.docker.RuntimeRig.first;
import static io.shiplog.executor.runtime.docker.RuntimeRig.obedient;
import static io.shiplog.executor.runtime.docker.RuntimeRig.ref;
import static io.shiplog.executor.runtime.docker.RuntimeRig.run;
import static io.shiplog.executor.runtime.docker.RuntimeRig.spec;
import static io.shiplog.executor.runtime.docker.RuntimeRig.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import io.shiplog.executor.network.PodInterface;
import io.shiplog.executor.pod.Addresses;
import io.shiplog.executor.pod.ContainerSetup;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.PodAccess.Streams;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.volume.PodVolumes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pods whose interfaces the executor puts in, and what only they can meet. */
@Tag("real")
class PodInterfacesIT {

    private static final String SERVER =
            "mkdir -p /www; echo hello > /www/index.html; exec /bin/busybox httpd -f -p 8080 -h /www";

    private final String cluster = "it-" + UUID.randomUUID();
    private Engine engine = new Engine(EngineCondition.HOST);
    private RuntimeRig rig = new RuntimeRig(EngineCondition.HOST, cluster, "host-a");

    @BeforeAll
    static void needsAnEngine() throws IOException {
        EngineCondition.require();
    }

    /** Skips where the engine has to do it; a machine for continuous integration is one where it has not. */
    @BeforeEach
    void begin() throws InterruptedException {
        rig.begin();
        PodRef pod = ref("first");
        rig.started(pod, template(spec(obedient())), 0, 0);
        boolean own = engineNetwork(pod, 0).equals("none");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(own).as("the executor may put interfaces in").isTrue();
        }
        Assumptions.assumeTrue(own, "this executor may not put interfaces in: not root, or not the engine's machine");
    }

    @AfterEach
    void removeAll() throws IOException {
        rig.close();
        DockerRuntime.removeAll(EngineCondition.HOST, cluster);
        engine.close();
    }

    private InspectContainerResponse inspect(PodRef pod, int attempt) {
        return Objects.requireNonNull(engine.inspect(ContainerPlan.name(pod, "main", attempt)));
    }

    private String engineNetwork(PodRef pod, int attempt) {
        return String.valueOf(inspect(pod, attempt).getHostConfig().getNetworkMode());
    }

    private static String exec(RuntimeRig rig, PodRef pod, int attempt, String script) throws IOException {
        Streams streams = new Streams(false, true, true, false);
        try (PodAccess.Session session =
                rig.runtime.access().exec(run(pod, "main", attempt), List.of("sh", "-c", script), streams)) {
            return new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static void connect(String address) throws IOException {
        long deadline = System.nanoTime() + RuntimeRig.PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, 8080), 1000);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    @Test
    void podsReachEachOtherWhoeverPutTheirInterfacesInAndAfterARestart() throws Exception {
        PodRef ours = ref("ours");
        PodTemplate server = template(spec("sh", "-c", SERVER));
        String address = rig.started(ours, server, 0, 0).podIp();
        connect(address);
        try (RuntimeRig other =
                new RuntimeRig(EngineCondition.HOST, cluster, "host-b", DockerRuntime.Interfaces.ENGINE)) {
            other.begin();
            PodRef theirs = ref("theirs");
            String theirAddress = other.started(theirs, server, 0, 0).podIp();
            connect(theirAddress);
            assertThat(engineNetwork(theirs, 0)).startsWith("shiplog-");
            assertThat(exec(rig, ours, 0, wget(theirAddress))).isEqualTo("hello");
            assertThat(exec(other, theirs, 0, wget(address))).isEqualTo("hello");
            assertThat(engine.kill(inspect(ours, 0).getId(), "SIGKILL")).isTrue();
            assertThat(rig.started(ours, server, 0, 1).podIp()).isEqualTo(address);
            connect(address);
            assertThat(exec(other, theirs, 0, wget(address))).isEqualTo("hello");
        }
    }

    private static String wget(String address) {
        return "/bin/busybox wget -q -O - http://" + address + ":8080/";
    }

    @Test
    void aPodKnowsItsNamesAndItsWayOut() throws Exception {
        PodRef pod = ref("names");
        ObjectNode tree = spec(obedient());
        ((ObjectNode) tree.get("spec")).put("hostname", "web-0").put("subdomain", "nginx");
        String address = rig.started(pod, template(tree), 0, 0).podIp();
        assertThat(exec(rig, pod, 0, "cat /etc/hosts"))
                .contains(address + "\tweb-0.nginx.default.svc.cluster.local web-0");
        assertThat(exec(rig, pod, 0, "/bin/busybox hostname")).isEqualTo("web-0");
        assertThat(exec(rig, pod, 0, "/bin/busybox hostname -f")).isEqualTo("web-0.nginx.default.svc.cluster.local");
        assertThat(exec(rig, pod, 0, "/bin/busybox ip route"))
                .contains("default via ")
                .contains("dev eth0");
        assertThat(exec(rig, pod, 0, "/bin/busybox ip -o link show eth0")).contains("LOWER_UP");
    }

    @Test
    void whatCannotBeRunIsRefusedInTheWordsOfAnEngineAndLeavesNothing() throws Exception {
        Map.of(
                        "nonsense", "exec: \"nonsense\": executable file not found in $PATH",
                        "/no/such", "exec: \"/no/such\": stat /no/such: no such file or directory",
                        "/etc", "exec: \"/etc\": permission denied")
                .forEach((command, words) -> {
                    PodRef pod = ref("refused");
                    try {
                        var refused = rig.refused(pod, template(spec(command, "argument")));
                        assertThat(refused.reason()).isEqualTo("RunContainerError");
                        assertThat(refused.message()).isEqualTo(words);
                        assertThat(engine.inspect(ContainerPlan.name(pod, "main", 0)))
                                .isNull();
                        rig.remove(pod);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    assertThat(rig.seen)
                            .noneMatch(each -> each instanceof Observation.Exited
                                    && each.uid().equals(pod.uid()));
                });
    }

    @Test
    void aProgramSeesItsArgumentsAndItsEnvironmentAsTheyWere() throws Exception {
        PodRef pod = ref("arguments");
        ObjectNode tree = spec("sh", "-c", "echo -n \"$0|$1|$2|$COLOR|$$$$\" > /dev/termination-log", "a", "b c", "");
        first(tree).putArray("env").addObject().put("name", "COLOR").put("value", "red and blue");
        rig.started(pod, template(tree), 0, 0);
        assertThat(rig.exited(pod, 0, 0).how().message()).isEqualTo("a|b c||red and blue|1");
    }

    @Test
    void aContainerThatADeadExecutorLeftAtItsGateIsNotCountedAsRunningAndBegins() throws Exception {
        PodRef pod = ref("left");
        PodTemplate template = template(spec(obedient()));
        StartContainer call = new StartContainer(pod, template, 0, 0, PodConfigs.NONE);
        Path data = RuntimeRig.data(cluster, "host-a").toAbsolutePath().normalize();
        PodVolumes volumes = new PodVolumes(data.resolve("pods"));
        Map<String, String> home = EngineOrphans.home(data);
        var wiring = new PodWiring(engine, cluster, home, "amd64", data, "");
        ClusterNetwork network = new ClusterNetwork(engine, cluster, "host-a", home, wiring);
        String address = network.addressOf(pod.uid(), true);
        Addresses addresses = new Addresses("127.0.0.1", address);
        var parts = new ContainerPlan.Parts(
                ContainerSetup.of(pod, template, 0, PodConfigs.NONE, addresses),
                volumes.prepare(pod, template, PodConfigs.NONE, addresses),
                new TerminationFiles(volumes, EngineCondition.HOST).make(pod, "main", 0),
                new PodGates(volumes, network).of(pod, "main", 0),
                "",
                List.of(obedient()));
        var place = new ContainerPlan.Place(network.name(), address, "", true);
        String id = engine.create(
                new ContainerPlan(cluster, "host-a", 0, false, home).container(engine.client(), call, place, parts));
        engine.start(Objects.requireNonNull(id));
        rig.close();
        rig = new RuntimeRig(EngineCondition.HOST, cluster, "host-a");
        assertThat(rig.runtime.listPods()).anySatisfy(found -> {
            assertThat(found.ref().uid()).isEqualTo(pod.uid());
            assertThat(found.containers()).isEmpty();
        });
        rig.begin();
        var started = rig.started(pod, template, 0, 0);
        assertThat(started.containerId()).endsWith(id);
        assertThat(started.podIp()).isEqualTo(address);
        assertThat(exec(rig, pod, 0, "/bin/busybox ip -o addr show eth0")).contains(address);
        rig.close();
        rig = new RuntimeRig(EngineCondition.HOST, cluster, "host-a");
        assertThat(rig.runtime.listPods()).anySatisfy(found -> {
            assertThat(found.ref().uid()).isEqualTo(pod.uid());
            assertThat(found.containers()).hasSize(1);
        });
    }

    @Test
    void oneAddressIsPutIntoOnePodAndFollowsThatToItsNextContainer() throws Exception {
        var wiring = new PodWiring(engine, cluster, Map.of(), "amd64", RuntimeRig.data(cluster, "host-a"), "");
        PodInterface interfaces = Objects.requireNonNull(wiring.find(engine.network(ClusterNetwork.name(cluster))));
        String address = free();
        long one = unconnected("one");
        long two = unconnected("two");
        interfaces.plug(one, address, "pod-1");
        interfaces.plug(one, address, "pod-1"); // asked again it is as it was
        assertThat(PodInterface.owner(address)).isEqualTo("pod-1");
        assertThat(PodInterface.traffic(address)[0]).isNotNegative();
        assertThatThrownBy(() -> interfaces.plug(two, address, "pod-2"))
                .isInstanceOf(PodInterface.AddressTakenException.class)
                .hasMessageContaining(address);
        interfaces.plug(two, address, "pod-1"); // the next container of the same pod, though the first one still is
        assertThat(PodInterface.owner(address)).isEqualTo("pod-1");
        assertThatThrownBy(() -> interfaces.plug(0x3fffffff, free(), "pod-3")).hasMessageContaining("No such");
    }

    /** An address of the network that no pod of these tests has: pools begin elsewhere. */
    private String free() {
        String subnet = engine.subnet(ClusterNetwork.name(cluster));
        AddressPool pool = new AddressPool(subnet, "nobody".hashCode());
        return pool.of("nobody", true);
    }

    private long unconnected(String name) {
        String id = engine.create(engine.client()
                .createContainerCmd(EngineCondition.IMAGE)
                .withName("shiplog-test-" + name + "-" + cluster)
                .withLabels(Map.of(Labels.CLUSTER, cluster))
                .withCmd(obedient())
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none")));
        engine.start(Objects.requireNonNull(id));
        return Objects.requireNonNull(
                Objects.requireNonNull(engine.inspect(id)).getState().getPidLong());
    }

    @Test
    void theEngineKeepsTheNetworkAlthoughItKnowsOfNoPodInIt() {
        assertThatThrownBy(() -> engine.removeNetwork(ClusterNetwork.name(cluster)))
                .isInstanceOf(EngineRefusalException.class)
                .hasMessageContaining("active endpoints");
        assertThat(DockerRuntime.clusters(EngineCondition.HOST)).containsEntry(cluster, 1);
    }

    @Test
    void aPodWithAPortOfItsMachineIsLeftToTheEngine() throws Exception {
        PodRef pod = ref("port");
        ObjectNode tree = spec("sh", "-c", SERVER);
        first(tree).putArray("ports").addObject().put("containerPort", 8080).put("hostPort", 28_471);
        rig.started(pod, template(tree), 0, 0);
        assertThat(engineNetwork(pod, 0)).isEqualTo(ClusterNetwork.name(cluster));
        connect("127.0.0.1", 28_471);
    }

    private static void connect(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 5000);
        }
    }

    @Test
    void severalContainersShareOneInterface() throws Exception {
        PodRef pod = ref("two");
        ObjectNode tree = spec("sh", "-c", SERVER);
        container(((ObjectNode) tree.get("spec")).withArray("containers").addObject(), "second", obedient());
        PodTemplate template = template(tree);
        String address = rig.started(pod, template, 0, 0).podIp();
        rig.started(pod, template, 1, 0);
        connect(address);
        var sandbox = Objects.requireNonNull(engine.inspect(ContainerPlan.sandboxName(pod)));
        assertThat(sandbox.getHostConfig().getNetworkMode()).isEqualTo("none");
        assertThat(exec(rig, pod, 0, "/bin/busybox wget -q -O - http://127.0.0.1:8080/"))
                .isEqualTo("hello");
    }
}
