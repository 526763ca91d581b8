package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.runtime.RuntimeCall.RunHook;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.RuntimeCall.StopContainer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Init containers, sidecars and hooks: who starts and stops when. */
class HooksAndSidecarsTest {

    private static final String HOOK = "{\"exec\":{\"command\":[\"true\"]}}";

    private final Rig rig = Rig.ready();

    private void run(ObjectNode pod) {
        rig.command("n1", "u1", Pods.run("n1", "u1", pod));
    }

    private ContainerReport container(String name) {
        return rig.report("u1").getContainers().stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode container(ObjectNode pod, String field, String name, boolean sidecar) {
        ObjectNode container = ((ObjectNode) pod.get("spec")).withArray(field).addObject();
        container.put("name", name).put("image", "busybox:1");
        if (sidecar) {
            container.put("restartPolicy", "Always");
        }
        return container;
    }

    private static ObjectNode main(ObjectNode pod) {
        return (ObjectNode) pod.at("/spec/containers/0");
    }

    private List<String> order(boolean starts) {
        List<String> out = new ArrayList<>();
        rig.calls.forEach(call -> {
            if (starts && call instanceof StartContainer start) {
                out.add(start.template().containers().get(start.container()).name());
            } else if (!starts && call instanceof StopContainer stop) {
                out.add(stop.container() + (stop.force() ? "!" : ""));
            }
        });
        return out;
    }

    @Test
    void theNextInitContainerWaitsUntilASidecarHasStarted() {
        ObjectNode pod = Pods.nginx("web", "start-delay", "0", "startup-delay.proxy", "3s");
        container(pod, "initContainers", "proxy", true)
                .set("startupProbe", Json.parse("{\"periodSeconds\":1,\"failureThreshold\":9}"));
        container(pod, "initContainers", "setup", false);
        run(pod);
        rig.pass(2_500);
        assertThat(order(true)).containsExactly("proxy");
        assertThat(rig.report("u1").getPhase()).isEqualTo("Pending");
        assertThat(container("nginx").getReason()).isEqualTo("PodInitializing");
        assertThat(container("setup").getReason()).isEqualTo("PodInitializing");
        rig.pass(1_000);
        assertThat(order(true)).containsExactly("proxy", "setup", "nginx");
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
        assertThat(container("proxy").getReady()).isTrue();
    }

    @Test
    void sidecarsAreStoppedAfterTheOthersInReverseOrder() {
        ObjectNode pod = Pods.nginx("web", "stop-delay.nginx", "3s", "stop-delay.two", "2s");
        container(pod, "initContainers", "one", true);
        container(pod, "initContainers", "two", true);
        run(pod);
        rig.pass(1_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 30));
        rig.pass(2_500);
        assertThat(order(false)).containsExactly("2");
        rig.pass(1_000);
        assertThat(order(false)).containsExactly("2", "1");
        rig.pass(3_000);
        assertThat(order(false)).containsExactly("2", "1", "0");
        assertThat(rig.report("u1").getGone()).isTrue();
    }

    @Test
    void theGracePeriodIsOneForAllAndSidecarsGetAMomentAfterIt() {
        ObjectNode pod = Pods.nginx("web", "ignore-term", "true", "ignore-term.one", "true");
        container(pod, "initContainers", "one", true);
        run(pod);
        rig.pass(1_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 5));
        rig.pass(5_000);
        assertThat(order(false)).containsExactly("1", "1!", "0");
        rig.pass(1_900);
        assertThat(rig.report("u1").getGone()).isFalse();
        rig.pass(200);
        assertThat(order(false)).containsExactly("1", "1!", "0", "0!");
        assertThat(rig.report("u1").getGone()).isTrue();
    }

    @Test
    void aPodWhoseContainersAreDoneEndsItsSidecarsAndSucceeds() {
        ObjectNode pod = Pods.pod("job", "busybox:1", "Never", "exit-after", "2s", "stop-delay.proxy", "1s");
        container(pod, "initContainers", "proxy", true);
        run(pod);
        rig.pass(2_500);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
        assertThat(order(false)).containsExactly("0");
        rig.pass(1_000);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Succeeded");
        assertThat(rig.report("u1").getReason()).isEmpty();
    }

    @Test
    void aSidecarThatCrashesIsStartedAgainWhileTheOthersRunOn() {
        ObjectNode pod = Pods.pod("job", "busybox:1", "Never", "exit-after", "1h", "crash-every.proxy", "5s");
        container(pod, "initContainers", "proxy", true);
        run(pod);
        rig.pass(6_000);
        assertThat(container("proxy").getRestartCount()).isEqualTo(1);
        assertThat(container("nginx").getPhase()).isEqualTo(ContainerPhase.RUNNING);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
    }

    @Test
    void aContainerIsNotReadyAndTheNextNotStartedBeforePostStartHasEnded() {
        ObjectNode pod = Pods.nginx("web", "post-start-delay.nginx", "3s");
        main(pod).putObject("lifecycle").set("postStart", Json.parse(HOOK));
        container(pod, "containers", "second", false);
        run(pod);
        rig.pass(2_000);
        assertThat(container("nginx").getPhase()).isEqualTo(ContainerPhase.RUNNING);
        assertThat(container("nginx").getReady()).isFalse();
        assertThat(container("nginx").getStarted()).isFalse();
        assertThat(order(true)).containsExactly("nginx");
        rig.pass(2_000);
        assertThat(container("nginx").getReady()).isTrue();
        assertThat(order(true)).containsExactly("nginx", "second");
    }

    @Test
    void aPostStartHookThatFailsEndsTheContainerWhichIsStartedAgain() {
        ObjectNode pod = Pods.nginx("web", "post-start-error", "no such file", "exits", "1");
        main(pod).putObject("lifecycle").set("postStart", Json.parse(HOOK));
        run(pod);
        rig.pass(1_000);
        assertThat(rig.events)
                .contains("Warning FailedPostStartHook PostStartHook failed", "Normal Killing FailedPostStartHook");
        assertThat(container("nginx").getRestartCount()).isEqualTo(1);
        assertThat(container("nginx").getReady()).isTrue();
    }

    @Test
    void preStopRunsBeforeSigtermAndCountsInTheGracePeriod() {
        ObjectNode pod = Pods.nginx("web", "pre-stop-delay", "4s", "pre-stop-error", "boom", "stop-delay", "1s");
        main(pod).putObject("lifecycle").set("preStop", Json.parse(HOOK));
        run(pod);
        rig.pass(1_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 30));
        rig.pass(3_900);
        assertThat(order(false)).isEmpty();
        assertThat(rig.calls).filteredOn(RunHook.class::isInstance).hasSize(1);
        rig.pass(200);
        assertThat(order(false)).containsExactly("0");
        assertThat(rig.events).contains("Warning FailedPreStopHook PreStopHook failed");
        rig.pass(1_000);
        assertThat(rig.report("u1").getGone()).isTrue();
    }

    @Test
    void aPreStopThatTakesTooLongLeavesTwoSecondsAfterSigterm() {
        ObjectNode pod = Pods.nginx("web", "pre-stop-delay", "1h", "ignore-term", "true");
        main(pod).putObject("lifecycle").set("preStop", Json.parse(HOOK));
        run(pod);
        rig.pass(1_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 5));
        rig.pass(5_000);
        assertThat(order(false)).containsExactly("0");
        rig.pass(2_000);
        assertThat(order(false)).containsExactly("0", "0!");
    }

    @Test
    void withoutGraceNoHookRuns() {
        ObjectNode pod = Pods.nginx("web", "pre-stop-delay", "1h");
        main(pod).putObject("lifecycle").set("preStop", Json.parse(HOOK));
        run(pod);
        rig.pass(1_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 0));
        rig.pass(100);
        assertThat(order(false)).containsExactly("0!");
        assertThat(rig.report("u1").getGone()).isTrue();
    }

    @Test
    void aContainerMayHaveARestartPolicyOfItsOwn() {
        ObjectNode pod = Pods.pod("job", "busybox:1", "Never", "exit-after", "1s", "exit-code", "9", "exits", "1");
        main(pod)
                .putArray("restartPolicyRules")
                .addObject()
                .put("action", "Restart")
                .putObject("exitCodes")
                .put("operator", "In")
                .putArray("values")
                .add(9);
        run(pod);
        rig.pass(3_000);
        assertThat(container("nginx").getRestartCount()).isEqualTo(1);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
    }
}
