package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;
import io.shiplog.schemas.record.UnschedulablePod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreemptionTest {

    private final Cell cell = new Cell();

    @BeforeEach
    void oneNodeFullOfUnimportantPods() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(running("low-1", "2", 0));
        cell.see(running("low-2", "2", 0));
    }

    private static ObjectNode pod(String name, String cpu, int priority) {
        ObjectNode pod = Cell.pod(name, cpu);
        Json.ensure(pod, "spec").put("priority", priority);
        return pod;
    }

    private static ObjectNode running(String name, String cpu, int priority) {
        ObjectNode pod = pod(name, cpu, priority);
        Json.ensure(pod, "spec").put("nodeName", "n1");
        Json.ensure(pod, "status").put("phase", "Running");
        return pod;
    }

    private static ObjectNode startedAt(ObjectNode pod, String time) {
        Json.ensure(pod, "status").put("startTime", time);
        return pod;
    }

    private static ObjectNode going(ObjectNode pod) {
        Json.ensure(pod, "metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        return pod;
    }

    private static List<PreemptedPod> victims(List<Output> outputs) {
        List<PreemptedPod> out = new ArrayList<>();
        for (Output output : outputs) {
            if (output.record() instanceof PreemptPods preempt) {
                out.addAll(preempt.getVictims());
            }
        }
        return out;
    }

    private static List<String> names(List<Output> outputs) {
        return victims(outputs).stream().map(PreemptedPod::getName).toList();
    }

    private static @Nullable String nominated(List<Output> outputs) {
        for (Output output : outputs) {
            if (output.record() instanceof PodsUnschedulable report) {
                UnschedulablePod first = report.getPods().get(0);
                return first.getNominatedNode();
            }
        }
        throw new AssertionError("no pod was reported unschedulable: " + outputs);
    }

    @Test
    void asksTheFewestPodsToGoAndNominatesThePreemptor() {
        cell.see(pod("high", "2", 10));
        List<Output> outputs = cell.cycle();
        assertThat(victims(outputs)).containsExactly(new PreemptedPod("low-2", "uid-low-2", "n1", "uid-high", 10));
        assertThat(nominated(outputs)).isEqualTo("n1");
        assertThat(Cell.messages(outputs)).containsExactly("0/1 nodes are available: 1 Insufficient cpu.");
    }

    @Test
    void sparesThePodThatHasRunLonger() {
        cell.see(startedAt(running("low-1", "2", 0), "2026-01-01T00:00:09Z"));
        cell.see(startedAt(running("low-2", "2", 0), "2026-01-01T00:00:01Z"));
        cell.see(pod("high", "2", 10));
        assertThat(names(cell.cycle())).containsExactly("low-1");
    }

    @Test
    void placesThePreemptorAsSoonAsTheLastVictimIsGone() {
        cell.see(pod("high", "4", 10));
        assertThat(names(cell.cycle())).containsExactlyInAnyOrder("low-1", "low-2");
        cell.see(going(running("low-1", "2", 0)));
        cell.see(going(running("low-2", "2", 0)));
        assertThat(cell.cycle()).isEmpty();
        cell.gone(running("low-1", "2", 0));
        assertThat(cell.cycle()).isEmpty();
        cell.gone(running("low-2", "2", 0));
        assertThat(Cell.bindings(cell.cycle())).isEqualTo(Map.of("high", "n1"));
        assertThat(cell.core.snapshot().nominations().isEmpty()).isTrue();
    }

    @Test
    void keepsTheRoomForThePreemptorFromPodsThatAreNotMoreImportant() {
        cell.see(pod("high", "2", 10));
        cell.cycle();
        cell.see(pod("equal", "2", 10));
        cell.see(pod("small", "1", 0));
        // The second preemptor reckons with the first and asks the other pod to go; the small one finds no room.
        assertThat(names(cell.cycle())).containsExactly("low-1");
        cell.gone(running("low-2", "2", 0));
        assertThat(Cell.bindings(cell.cycle())).isEmpty();
        cell.gone(running("low-1", "2", 0));
        assertThat(Cell.bindings(cell.cycle())).isEqualTo(Map.of("high", "n1", "equal", "n1"));
    }

    @Test
    void givesTheRoomToAMoreImportantPodAndEndsTheNominationOfTheLessImportant() {
        cell.see(pod("high", "4", 10));
        cell.cycle();
        ObjectNode said = pod("high", "4", 10);
        Json.ensure(said, "status").put("nominatedNodeName", "n1");
        cell.see(said);
        cell.see(pod("higher", "4", 20));
        List<Output> outputs = cell.cycle();
        // Nobody is asked a second time, and the pod that has lost its nomination says so.
        assertThat(victims(outputs)).isEmpty();
        List<String> nominations = new ArrayList<>();
        for (Output output : outputs) {
            ((PodsUnschedulable) output.record())
                    .getPods()
                    .forEach(pod -> nominations.add(pod.getName() + "=" + pod.getNominatedNode()));
        }
        assertThat(nominations).containsExactlyInAnyOrder("higher=n1", "high=");
    }

    @Test
    void asksNobodyWhenThePolicyIsNever() {
        ObjectNode polite = pod("polite", "2", 10);
        Json.ensure(polite, "spec").put("preemptionPolicy", "Never");
        cell.see(polite);
        List<Output> outputs = cell.cycle();
        assertThat(victims(outputs)).isEmpty();
        assertThat(Cell.messages(outputs))
                .containsExactly("0/1 nodes are available: 1 Insufficient cpu."
                        + " preemption: not eligible due to preemptionPolicy=Never.");
    }

    @Test
    void asksAgainWhenAVictimIsNotSeenGoing() {
        cell.see(pod("high", "2", 10));
        assertThat(names(cell.cycle())).containsExactly("low-2");
        cell.passSeconds(29);
        assertThat(cell.cycle()).isEmpty();
        cell.passSeconds(1);
        assertThat(names(cell.cycle())).hasSize(1);
    }

    @Test
    void asksAgainInItsNewEpoch() {
        cell.see(pod("high", "2", 10));
        assertThat(names(cell.cycle())).hasSize(1);
        cell.fence(8);
        cell.passSeconds(2);
        assertThat(names(cell.cycle())).hasSize(1);
    }

    @Test
    void goesOnWithTheNominationThatTheLogTells() {
        ObjectNode nominated = pod("high", "2", 10);
        Json.ensure(nominated, "status").put("nominatedNodeName", "n1");
        Cell next = new Cell();
        next.fence(8);
        next.see(Cell.node("n1", "4"));
        next.see(running("low-1", "2", 0));
        next.see(going(running("low-2", "2", 0)));
        next.see(nominated);
        assertThat(victims(next.cycle())).isEmpty();
        next.gone(running("low-2", "2", 0));
        assertThat(Cell.bindings(next.cycle())).isEqualTo(Map.of("high", "n1"));
    }

    @Test
    void forgetsTheNominationOfAPreemptorThatIsDeleted() {
        cell.see(pod("high", "2", 10));
        cell.cycle();
        cell.gone(pod("high", "2", 10));
        assertThat(cell.core.snapshot().nominations().isEmpty()).isTrue();
        cell.gone(running("low-2", "2", 0));
        cell.see(pod("small", "2", 0));
        assertThat(Cell.bindings(cell.cycle())).containsOnlyKeys("small");
    }

    @Test
    void prefersVictimsThatNoBudgetProtects() {
        cell.see(Cell.node("n2", "2"));
        ObjectNode elsewhere = running("other", "2", 5);
        Json.ensure(elsewhere, "spec").put("nodeName", "n2");
        cell.see(elsewhere);
        for (String name : List.of("low-1", "low-2")) {
            ObjectNode kept = running(name, "2", 0);
            Json.ensure(kept, "metadata", "labels").put("app", "kept");
            cell.gone(kept);
            cell.see(kept);
        }
        cell.see(
                Json.parse("{\"kind\":\"PodDisruptionBudget\",\"apiVersion\":\"policy/v1\",\"metadata\":{\"namespace\":"
                        + "\"default\",\"name\":\"b\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"kept\"}}},"
                        + "\"status\":{\"disruptionsAllowed\":0}}"));
        cell.see(pod("high", "2", 10));
        assertThat(names(cell.cycle())).containsExactly("other");
    }
}
