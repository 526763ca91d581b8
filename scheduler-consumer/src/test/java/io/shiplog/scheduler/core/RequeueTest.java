package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What brings a pod that fitted nowhere back to be tried, and what does not. */
class RequeueTest {

    private final Cell cell = new Cell();

    @BeforeEach
    void fence() {
        cell.fence(7);
    }

    @Test
    void aPodThatAsksLessThanBeforeIsTriedAgain() {
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "5"));
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.passSeconds(2);
        cell.see(Cell.pod("a", "6"));
        assertThat(cell.cycle()).isEmpty();
        cell.see(Cell.pod("a", "4"));
        assertThat(Cell.bindings(cell.cycle())).containsKey("a");
    }

    @Test
    void anUpdateThatHelpsDoesNotCutTheBackOffShort() {
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "5"));
        cell.cycle();
        cell.see(Cell.pod("a", "4"));
        cell.passSeconds(0.9);
        assertThat(cell.cycle()).isEmpty();
        cell.passSeconds(0.1);
        assertThat(Cell.bindings(cell.cycle())).containsKey("a");
    }

    @Test
    void aNewTolerationHelpsThePodThatATaintKeptOff() {
        ObjectNode tainted = Cell.node("n1", "4");
        Json.ensure(tainted, "spec")
                .putArray("taints")
                .addObject()
                .put("key", "k")
                .put("effect", "NoSchedule");
        cell.see(tainted);
        cell.see(Cell.pod("a", "2"));
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.passSeconds(2);
        cell.see(tolerating("a"));
        assertThat(Cell.bindings(cell.cycle())).containsKey("a");
    }

    @Test
    void aNewTolerationIsNoReasonToTryAPodThatLacksCpu() {
        cell.see(Cell.node("n1", "1"));
        cell.see(Cell.pod("a", "2"));
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.passSeconds(2);
        cell.see(tolerating("a"));
        assertThat(cell.cycle()).isEmpty();
    }

    private static ObjectNode tolerating(String name) {
        ObjectNode pod = Cell.pod(name, "2");
        Json.ensure(pod, "spec")
                .putArray("tolerations")
                .addObject()
                .put("key", "k")
                .put("operator", "Exists");
        return pod;
    }

    @Test
    void labelsOfAPodDoNotHelpItWhenItIsTheCpuThatIsMissing() {
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "5"));
        cell.cycle();
        cell.passSeconds(2);
        ObjectNode relabelled = Cell.pod("a", "5");
        Json.ensure(relabelled, "metadata", "labels").put("tier", "web");
        cell.see(relabelled);
        assertThat(cell.cycle()).isEmpty();
    }

    @Test
    void aPodWhoseLastGateIsRemovedComesAfterThoseThatWaitAlready() {
        cell.see(Cell.node("n1", "1"));
        ObjectNode gated = Cell.pod("gated", "1");
        Json.ensure(gated, "spec").putArray("schedulingGates").addObject().put("name", "example.com/wait");
        cell.see(gated);
        cell.see(Cell.pod("a", "1"));
        cell.see(Cell.pod("gated", "1"));
        assertThat(Cell.bindings(cell.cycle())).containsOnlyKeys("a");
    }

    @Test
    void waitsTwiceAsLongAfterEveryAttemptAndTenSecondsAtMost() {
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "5"));
        cell.cycle();
        for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
            grow(seconds);
            cell.passSeconds(seconds - 0.1);
            assertThat(cell.cycle()).isEmpty();
            cell.passSeconds(0.1);
            assertThat(Cell.messages(cell.cycle())).hasSize(1);
        }
    }

    /** A little more memory each time, which could help and does not. */
    private void grow(int by) {
        ObjectNode node = Cell.node("n1", "4");
        Json.ensure(node, "status", "allocatable").put("memory", (64 + cell.core.failedCount() + by) + "Gi");
        cell.see(node);
    }
}
