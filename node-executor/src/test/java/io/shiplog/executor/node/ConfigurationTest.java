package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.pod.VolumeReference;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.RuntimeCall.UpdateVolumes;
import io.shiplog.executor.runtime.simulated.InstanceLog;
import io.shiplog.executor.runtime.simulated.Simulation;
import io.shiplog.executor.runtime.simulated.SimulationRules;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ConfigureNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** ConfigMaps and Secrets that pods name. */
class ConfigurationTest {

    private final Rig rig = Rig.ready();

    private void configure(String kind, String name, String data) {
        configure(rig, kind, name, data);
    }

    private static void configure(Rig rig, String kind, String name, String data) {
        byte[] json = ("{\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
        rig.command(
                "n1",
                kind + "/default/" + name,
                new ConfigureNode("n1", "", kind, "default", name, "c1", 1L, ByteBuffer.wrap(json)));
    }

    private static ObjectNode withVolume(String name) {
        ObjectNode pod = Pods.nginx("web");
        ((ObjectNode) pod.get("spec"))
                .putArray("volumes")
                .add(Json.parse("{\"name\":\"conf\",\"configMap\":{\"name\":\"" + name + "\"}}"));
        return pod;
    }

    @Test
    void aTemplateKnowsEverythingThatItNames() {
        ObjectNode pod = Pods.nginx("web");
        ((ObjectNode) pod.get("spec"))
                .setAll(Json.parse("{\"imagePullSecrets\":[{\"name\":\"registry\"}],\"volumes\":["
                        + "{\"name\":\"v\",\"configMap\":{\"name\":\"a\"}},"
                        + "{\"name\":\"w\",\"secret\":{\"secretName\":\"b\",\"optional\":true}},"
                        + "{\"name\":\"x\",\"projected\":{\"sources\":[{\"secret\":{\"name\":\"c\"}}]}},"
                        + "{\"name\":\"y\",\"emptyDir\":{}}]}"));
        ((ObjectNode) pod.at("/spec/containers/0"))
                .setAll(Json.parse("{\"env\":[{\"name\":\"E\",\"valueFrom\":{\"configMapKeyRef\":"
                        + "{\"name\":\"d\",\"key\":\"k\"}}}],\"envFrom\":[{\"secretRef\":{\"name\":\"e\"}}]}"));
        PodTemplate template = new Templates().of(pod);
        assertThat(template.configReferences())
                .extracting(reference -> reference.key() + (reference.optional() ? "?" : ""))
                .containsExactly("Secret/e", "ConfigMap/d", "ConfigMap/a", "Secret/b?", "Secret/c", "Secret/registry?");
        assertThat(template.volumeReferences())
                .containsExactly(
                        new VolumeReference("v", "ConfigMap", "a", false),
                        new VolumeReference("w", "Secret", "b", true),
                        new VolumeReference("x", "Secret", "c", false));
    }

    @Test
    void aPodWhoseVolumeIsMadeOfSomethingMissingWaitsAndStartsWhenItComes() {
        rig.command("n1", "u1", Pods.run("n1", "u1", withVolume("app")));
        rig.pass(5_000);
        assertThat(rig.starts()).isZero();
        assertThat(rig.events)
                .containsOnlyOnce("Warning FailedMount MountVolume.SetUp failed for volume \"conf\" : "
                        + "configmap \"app\" not found");
        assertThat(rig.report("u1").getPhase()).isEqualTo("Pending");
        assertThat(rig.report("u1").getContainers().get(0).getReason()).isEqualTo("ContainerCreating");
        configure("ConfigMap", "app", "{\"k\":\"v\"}");
        assertThat(rig.starts()).isEqualTo(1);
        StartContainer start = (StartContainer) rig.calls.get(rig.calls.size() - 1);
        assertThat(start.configs().configMap("app")).isNotNull();
        rig.pass(1_000);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
    }

    @Test
    void aContainerWhoseVariablesAreMissingSaysSoAndStartsWhenTheyCome() {
        ObjectNode pod = Pods.nginx("web");
        ((ObjectNode) pod.at("/spec/containers/0"))
                .set("envFrom", Json.array().add(Json.parse("{\"configMapRef\":{\"name\":\"app\"}}")));
        rig.command("n1", "u1", Pods.run("n1", "u1", pod));
        rig.pass(5_000);
        assertThat(rig.starts()).isZero();
        assertThat(rig.report("u1").getContainers().get(0).getReason()).isEqualTo("CreateContainerConfigError");
        assertThat(rig.report("u1").getContainers().get(0).getMessage()).isEqualTo("configmap \"app\" not found");
        assertThat(rig.events).containsOnlyOnce("Warning Failed Error: configmap \"app\" not found");
        configure("ConfigMap", "app", "{\"k\":\"v\"}");
        rig.pass(1_000);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
        assertThat(rig.report("u1").getContainers().get(0).getRestartCount()).isZero();
        configure("ConfigMap", "app", "{\"k\":\"w\"}");
        assertThat(rig.starts()).isEqualTo(1);
    }

    @Test
    void aRestartThatMissesItsVariablesKeepsTheLastState() {
        configure("ConfigMap", "app", "{\"k\":\"v\"}");
        ObjectNode pod = Pods.nginx("web", "crash-every", "5s");
        ((ObjectNode) pod.at("/spec/containers/0"))
                .set("envFrom", Json.array().add(Json.parse("{\"configMapRef\":{\"name\":\"app\"}}")));
        rig.command("n1", "u1", Pods.run("n1", "u1", pod));
        rig.pass(1_000);
        rig.command("n1", "ConfigMap/default/app", null);
        rig.pass(5_000);
        var container = rig.report("u1").getContainers().get(0);
        assertThat(container.getReason()).isEqualTo("CreateContainerConfigError");
        assertThat(container.getLast().getExitCode()).isEqualTo(1);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
        configure("ConfigMap", "app", "{\"k\":\"v\"}");
        rig.pass(1_000);
        assertThat(rig.report("u1").getContainers().get(0).getRestartCount()).isEqualTo(1);
    }

    private static Rig on(Simulation simulation, FakeCommandLog log, String run) {
        return new Rig(simulation, log, run, "n1");
    }

    @Test
    void withoutKafkaAContainerRestartsWithWhatItsNodeKnewAcrossARestartOfTheExecutor() {
        FakeCommandLog log = new FakeCommandLog();
        Simulation simulation = new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE);
        Rig before = on(simulation, log, "run-1");
        before.register("n1", 1);
        before.core.caughtUp(before.now);
        configure(before, "ConfigMap", "app", "{\"k\":\"v\"}");
        configure(before, "ConfigMap", "other", "{\"k\":\"v\"}");
        ObjectNode pod = Pods.nginx("web", "crash-every", "60s");
        ((ObjectNode) pod.at("/spec/containers/0"))
                .set("envFrom", Json.array().add(Json.parse("{\"configMapRef\":{\"name\":\"app\"}}")));
        before.command("n1", "u1", Pods.run("n1", "u1", pod));
        before.pass(1_000);
        Rig after = on(simulation, log, "run-2");
        after.now = before.now;
        after.core.recall(log.configurations());
        after.core.restore(log.saved(), simulation.list(), after.now);
        after.pass(100_000);
        assertThat(after.starts()).isEqualTo(1);
        // Back again, and one of the two is gone meanwhile: its tombstone, too.
        configure(after, "ConfigMap", "app", "{\"k\":\"v\"}");
        after.core.caughtUp(after.now);
        assertThat(log.configurations())
                .extracting(CommandLog.SavedConfiguration::key)
                .containsExactly("ConfigMap/default/app");
    }

    @Test
    void whatIsMissingIsToldAgainMoreAndMoreSeldom() {
        rig.command("n1", "u1", Pods.run("n1", "u1", withVolume("app")));
        rig.pass(600_000);
        assertThat(rig.events.stream().filter(event -> event.contains("FailedMount")))
                .hasSizeBetween(5, 7);
    }

    @Test
    void filesFollowChangesOfRunningPodsThatMountThem() {
        configure("ConfigMap", "app", "{\"k\":\"v\"}");
        rig.command("n1", "u1", Pods.run("n1", "u1", withVolume("app")));
        rig.command("n1", "u2", Pods.run("n1", "u2", Pods.nginx("other")));
        rig.pass(1_000);
        configure("ConfigMap", "app", "{\"k\":\"w\"}");
        rig.command("n1", "ConfigMap/default/app", null);
        List<UpdateVolumes> updates = rig.calls.stream()
                .filter(UpdateVolumes.class::isInstance)
                .map(UpdateVolumes.class::cast)
                .toList();
        assertThat(updates).hasSize(1);
        assertThat(updates.get(0).pod().uid()).isEqualTo("u1");
        assertThat(Json.textAt(Objects.requireNonNull(updates.get(0).configs().configMap("app")), "data", "k"))
                .isEqualTo("w");
    }

    @Test
    void nothingIsCalledMissingBeforeTheCommandsWereReadToTheirEnd() {
        Rig fresh = Rig.unregistered();
        fresh.register("n1", 1);
        fresh.command("n1", "u1", Pods.run("n1", "u1", withVolume("app")));
        fresh.pass(5_000);
        assertThat(fresh.events).isEmpty();
        fresh.core.caughtUp(fresh.now);
        fresh.pass(0);
        assertThat(fresh.events).hasSize(1);
    }
}
