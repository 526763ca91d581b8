package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pod goes through, as the control plane is told. */
class PodLifeTest {

    private final Rig rig = Rig.ready();

    private ContainerReport container() {
        return rig.report("u1").getContainers().get(0);
    }

    private void run(ObjectNode pod) {
        rig.command("n1", "u1", Pods.run("n1", "u1", pod));
    }

    @Test
    void aCrashLoopWaitsTenSecondsThenTwiceAsLongUpToFiveMinutes() {
        run(Pods.nginx("web", "crash-every", "1s", "start-delay", "0"));
        List<Long> gaps = new ArrayList<>();
        long before = rig.now;
        int seen = 1;
        while (gaps.size() < 8) {
            rig.pass(1_000);
            if (rig.starts() > seen) {
                seen++;
                gaps.add((rig.now - before) / 1_000 - 1);
                before = rig.now;
            }
        }
        assertThat(gaps).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
        assertThat(rig.events)
                .contains("Warning BackOff Back-off restarting failed container nginx in pod web_default(u1)");
    }

    @Test
    void saysCrashLoopBackOffWithTheLastEndBesideIt() {
        run(Pods.nginx("web", "crash-every", "1s", "exit-code", "3"));
        rig.pass(2_200);
        assertThat(container().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(container().getMessage())
                .isEqualTo("back-off 10s restarting failed container=nginx pod=web_default(u1)");
        assertThat(container().getRestartCount()).isEqualTo(1);
        assertThat(container().getLast().getExitCode()).isEqualTo(3);
        assertThat(container().getLast().getReason()).isEqualTo("Error");
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
    }

    @Test
    void aContainerThatRanLongEnoughStartsItsBackOffAnew() {
        run(Pods.nginx("web", "exit-after", "11m", "exit-code", "1", "start-delay", "0"));
        rig.pass(11 * 60_000 * 3 + 5_000);
        assertThat(rig.starts()).isEqualTo(4);
    }

    @Test
    void aMissingImageIsFirstAnErrorThenABackOffAndIsTriedAgain() {
        run(Pods.pod("web", "nginx:1.91", "Always"));
        rig.pass(100);
        assertThat(container().getReason()).isEqualTo("ErrImagePull");
        assertThat(rig.report("u1").getPhase()).isEqualTo("Pending");
        rig.pass(2_000);
        assertThat(container().getReason()).isEqualTo("ImagePullBackOff");
        assertThat(container().getMessage()).startsWith("Back-off pulling image \"nginx:1.91\": ErrImagePull: ");
        assertThat(container().getRestartCount()).isZero();
        assertThat(rig.starts()).isEqualTo(1);
        rig.pass(8_000);
        assertThat(rig.starts()).isEqualTo(2);
        rig.pass(18_000);
        assertThat(rig.starts()).isEqualTo(2);
        rig.pass(3_000);
        assertThat(rig.starts()).isEqualTo(3);
        assertThat(rig.events)
                .contains(
                        "Normal Pulling Pulling image \"nginx:1.91\"",
                        "Warning Failed Error: ErrImagePull",
                        "Normal BackOff Back-off pulling image \"nginx:1.91\"",
                        "Warning Failed Error: ImagePullBackOff")
                .anyMatch(event -> event.startsWith("Warning Failed Failed to pull image \"nginx:1.91\": rpc error"));
    }

    @Test
    void aPodThatDoesNotRestartSucceedsOrFails() {
        run(Pods.pod("job", "busybox:1", "Never", "exit-after", "2s"));
        rig.pass(3_000);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Succeeded");
        assertThat(container().getTerminated().getReason()).isEqualTo("Completed");
        rig.command("n1", "u2", Pods.run("n1", "u2", Pods.pod("bad", "busybox:1", "Never", "exit-code", "2")));
        rig.pass(3_000);
        assertThat(rig.report("u2").getPhase()).isEqualTo("Failed");
        assertThat(rig.starts()).isEqualTo(2);
    }

    @Test
    void onFailureRestartsUntilItSucceeds() {
        run(Pods.pod("job", "busybox:1", "OnFailure", "crash-every", "1s", "exits", "2"));
        rig.pass(30_000);
        assertThat(container().getRestartCount()).isEqualTo(2);
        assertThat(container().getPhase()).isEqualTo(ContainerPhase.RUNNING);
    }

    @Test
    void anOutOfMemoryKillIsNamedSo() {
        run(Pods.nginx("web", "oom-after", "1s"));
        rig.pass(1_500);
        assertThat(container().getLast().getReason()).isEqualTo("OOMKilled");
        assertThat(container().getLast().getExitCode()).isEqualTo(137);
    }

    @Test
    void readinessComesAndGoesAsScripted() {
        run(Pods.nginx("web", "start-delay", "0", "ready-delay", "2s", "unready-between", "10s-20s"));
        rig.pass(1_000);
        assertThat(container().getReady()).isFalse();
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
        rig.pass(2_000);
        assertThat(container().getReady()).isTrue();
        rig.pass(10_000);
        assertThat(container().getReady()).isFalse();
        rig.pass(10_000);
        assertThat(container().getReady()).isTrue();
    }

    @Test
    void initContainersRunOneAfterTheOtherBeforeTheRest() {
        ObjectNode pod = Pods.nginx("web");
        var inits = ((ObjectNode) pod.get("spec")).putArray("initContainers");
        inits.addObject().put("name", "one").put("image", "busybox:1");
        inits.addObject().put("name", "two").put("image", "busybox:1");
        run(pod);
        rig.pass(500);
        List<Integer> order = rig.calls.stream()
                .filter(StartContainer.class::isInstance)
                .map(call -> ((StartContainer) call).container())
                .toList();
        assertThat(order).containsExactly(0, 1, 2);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
        assertThat(rig.report("u1").getContainers())
                .extracting(ContainerReport::getInit)
                .containsExactly(true, true, false);
    }

    @Test
    void aFailingInitContainerFailsAPodThatNeverRestarts() {
        ObjectNode pod = Pods.pod("web", "nginx:1.25", "Never", "exit-code.setup", "1");
        ((ObjectNode) pod.get("spec"))
                .putArray("initContainers")
                .addObject()
                .put("name", "setup")
                .put("image", "busybox:1");
        run(pod);
        rig.pass(1_000);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Failed");
        assertThat(rig.starts()).isEqualTo(1);
    }

    @Test
    void aPodPastItsActiveDeadlineFails() {
        ObjectNode pod = Pods.nginx("web");
        ((ObjectNode) pod.get("spec")).put("activeDeadlineSeconds", 5);
        run(pod);
        rig.pass(6_000);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Failed");
        assertThat(rig.report("u1").getReason()).isEqualTo("DeadlineExceeded");
        assertThat(rig.simulation.live()).isZero();
    }

    @Test
    void aStartErrorIsShownInTheRuntimesWords() {
        run(Pods.nginx("web", "start-error", "exec: \"nope\": executable file not found in $PATH"));
        rig.pass(100);
        rig.pass(1_000);
        assertThat(container().getLast().getReason()).isEqualTo("ContainerCannotRun");
        assertThat(rig.report("u1").getContainers().get(0).getMessage()).contains("executable file not found");
    }

    @Test
    void newsOfARunThatIsOverIsIgnored() {
        run(Pods.nginx("web", "crash-every", "1s"));
        rig.pass(1_500);
        int before = rig.batches.size();
        rig.core.observe(
                new Observation.Probed("n1", "u1", 0, 0, rig.now, ProbeKind.READINESS, false, "late"), rig.now);
        rig.core.observe(new Observation.PodRemoved("n1", "u1", rig.now), rig.now);
        rig.pass(0);
        assertThat(rig.batches).hasSize(before);
    }
}
