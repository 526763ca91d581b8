package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.Precondition;
import io.shiplog.schemas.record.Reply;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Evictions that ask a budget, through the engine: what is refused, what is charged, and what the pod says. */
class EvictionTest {

    private final EngineHarness harness = new EngineHarness();

    @BeforeEach
    void threeReadyPodsOfWhichOneMayGo() {
        harness.namespace("default");
        harness.create(
                Kinds.POD_DISRUPTION_BUDGET,
                "default",
                "{'apiVersion':'policy/v1','metadata':{'name':'two'},'spec':{'minAvailable':2,"
                        + "'selector':{'matchLabels':{'app':'web'}}}}");
        for (String name : new String[] {"a", "b", "c"}) {
            harness.create(
                    Kinds.POD,
                    "default",
                    "{'metadata':{'name':'" + name + "','labels':{'app':'web'}},"
                            + "'spec':{'nodeName':'n1','containers':[{'name':'c','image':'nginx'}]}}");
            ready(name, true);
        }
    }

    private void ready(String name, boolean ready) {
        harness.patch(
                Kinds.POD,
                "default",
                name,
                "status",
                "{'status':{'phase':'Running','conditions':[{'type':'Ready','status':'" + (ready ? "True" : "False")
                        + "','lastTransitionTime':'2025-01-01T00:00:00Z'}]}}");
    }

    private Reply evict(String name) {
        return evict(name, harness.meta(), null);
    }

    private Reply evict(String name, CommandMeta meta, @Nullable Precondition seen) {
        return Objects.requireNonNull(
                harness.send(new DeleteObject(meta, "", "v1", "Pod", "default", name, seen, "", -1L, true)));
    }

    private KubeObject pod(String name) {
        return Objects.requireNonNull(harness.state.get(Kinds.POD.key("default", name)));
    }

    private long allowed() {
        ObjectNode budget = Objects.requireNonNull(harness.state.get(Kinds.POD_DISRUPTION_BUDGET.key("default", "two")))
                .tree();
        return Json.longAt(budget, -1, "status", "disruptionsAllowed");
    }

    private static ObjectNode status(Reply refused) {
        byte[] json = new byte[Objects.requireNonNull(refused.getStatus()).remaining()];
        Objects.requireNonNull(refused.getStatus()).duplicate().get(json);
        return Json.parse(json);
    }

    @Test
    void oneGoesAndSaysWhyAndTheNextIsRefused() {
        assertThat(allowed()).isEqualTo(1);
        assertThat(evict("a").getCode()).isEqualTo(200);
        assertThat(pod("a").deleting()).isTrue();
        assertThat(PodConditions.status(pod("a").copy(), "DisruptionTarget")).isEqualTo("True");
        assertThat(Json.text(pod("a").tree())).contains("EvictionByEvictionAPI");
        assertThat(allowed()).isZero();
        Reply second = evict("b");
        assertThat(second.getCode()).isEqualTo(429);
        assertThat(StatusException.hasCause(status(second), "DisruptionBudget")).isTrue();
        assertThat(Json.text(status(second))).contains("The disruption budget two needs 2 healthy pods and has 2");
        assertThat(pod("b").deleting()).isFalse();
        assertThat(PodConditions.status(pod("b").copy(), "DisruptionTarget")).isEmpty();
    }

    @Test
    void aPlainDeleteAsksNoBudget() {
        evict("a");
        assertThat(Objects.requireNonNull(harness.delete(Kinds.POD, "default", "b", ""))
                        .getCode())
                .isEqualTo(200);
        assertThat(pod("b").deleting()).isTrue();
    }

    @Test
    void anUnreadyPodGoesWhenTheOthersAreEnough() {
        ready("c", false);
        assertThat(allowed()).isZero();
        assertThat(evict("c").getCode()).isEqualTo(200);
        assertThat(evict("a").getCode()).isEqualTo(429);
    }

    @Test
    void aDryRunIsAnsweredAndChangesNothing() {
        CommandMeta dry = harness.meta();
        dry.setDryRun(true);
        assertThat(evict("a", dry, null).getCode()).isEqualTo(200);
        assertThat(pod("a").deleting()).isFalse();
        assertThat(allowed()).isEqualTo(1);
        evict("a");
        assertThat(evict("b", dry, null).getCode()).isEqualTo(429);
    }

    @Test
    void preconditionsHoldForWhatTheClientSawAndNotForTheConditionThatTheEvictionSets() {
        KubeObject seen = pod("a");
        Precondition other = new Precondition("another", -1L);
        Precondition older = new Precondition("", seen.version() - 1);
        assertThat(evict("a", harness.meta(), other).getCode()).isEqualTo(409);
        assertThat(evict("a", harness.meta(), older).getCode()).isEqualTo(409);
        assertThat(allowed()).isEqualTo(1);
        assertThat(evict("a", harness.meta(), new Precondition(seen.uid(), seen.version()))
                        .getCode())
                .isEqualTo(200);
    }

    @Test
    void whatTheBudgetGaveComesBackWhenAnotherPodIsReady() {
        evict("a");
        harness.create(
                Kinds.POD,
                "default",
                "{'metadata':{'name':'d','labels':{'app':'web'}},"
                        + "'spec':{'nodeName':'n1','containers':[{'name':'c','image':'nginx'}]}}");
        assertThat(evict("b").getCode()).isEqualTo(429);
        ready("d", true);
        assertThat(evict("b").getCode()).isEqualTo(200);
    }
}
