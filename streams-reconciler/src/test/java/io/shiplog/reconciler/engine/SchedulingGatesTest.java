package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.RegisterScheduler;
import io.shiplog.schemas.record.Reply;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod with scheduling gates, from the API to the binding. */
class SchedulingGatesTest {

    private static final String POD = "{'metadata':{'name':'p'},'spec':{'schedulingGates':"
            + "[{'name':'example.com/a'},{'name':'example.com/b'}],'containers':[{'name':'c','image':'nginx'}]}}";

    private final EngineHarness harness = new EngineHarness();

    @BeforeEach
    void createPod() {
        harness.namespace("default");
        assertThat(code(harness.create(Kinds.POD, "default", POD))).isEqualTo(201);
    }

    @Test
    void saysThatItIsGatedAndIsNotBound() {
        ObjectNode condition =
                Json.objectsAt(pod().tree(), "status", "conditions").get(0);
        assertThat(Json.textAt(condition, "type")).isEqualTo("PodScheduled");
        assertThat(Json.textAt(condition, "status")).isEqualTo("False");
        assertThat(Json.textAt(condition, "reason")).isEqualTo("SchedulingGated");
        assertThat(Json.textAt(condition, "message"))
                .isEqualTo("Scheduling is blocked due to non-empty scheduling gates");
        assertThat(text(bind())).contains("pod p has non-empty .spec.schedulingGates");
        assertThat(pod().node()).isEmpty();
    }

    @Test
    void gatesAreTakenAwayAndNotAdded() {
        Reply added = gates("[{'name':'example.com/a'},{'name':'example.com/c'}]");
        assertThat(code(added)).isEqualTo(422);
        assertThat(text(added))
                .contains("spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new"
                        + " scheduling gate 'example.com/c'");
        assertThat(code(gates("[{'name':'example.com/b'}]"))).isEqualTo(200);
        assertThat(code(gates("[{'name':'example.com/a'}]"))).isEqualTo(422);
    }

    @Test
    void withoutGatesItIsBound() {
        assertThat(code(gates("null"))).isEqualTo(200);
        bind();
        assertThat(pod().node()).isEqualTo("n1");
        assertThat(Json.textAt(
                        Json.objectsAt(pod().tree(), "status", "conditions").get(0), "status"))
                .isEqualTo("True");
    }

    @Test
    void whileItIsGatedItsNodeSelectorMayGrowAndNotShrink() {
        assertThat(code(patch("{'spec':{'nodeSelector':{'disk':'ssd'}}}"))).isEqualTo(200);
        assertThat(text(patch("{'spec':{'nodeSelector':{'disk':'hdd'}}}")))
                .contains("only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        gates("null");
        assertThat(code(patch("{'spec':{'nodeSelector':{'zone':'z1'}}}"))).isEqualTo(422);
    }

    @Test
    void gatesAreNamedOnceAndWithoutANode() {
        String twice = POD.replace("'name':'p'", "'name':'q'").replace("com/b", "com/a");
        assertThat(text(harness.create(Kinds.POD, "default", twice)))
                .contains("spec.schedulingGates[1]: Duplicate value: \\\"example.com/a\\\"");
        String placed = POD.replace("'name':'p'", "'name':'q'").replace("'spec':{", "'spec':{'nodeName':'n1',");
        assertThat(text(harness.create(Kinds.POD, "default", placed)))
                .contains("spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared");
    }

    private KubeObject pod() {
        return harness.list(Kinds.POD, "default").get(0);
    }

    private @Nullable Reply gates(String gates) {
        return patch("{'spec':{'schedulingGates':" + gates + "}}");
    }

    private @Nullable Reply patch(String json) {
        return harness.patch(Kinds.POD, "default", "p", "", json);
    }

    private @Nullable Reply bind() {
        Reply epoch = harness.send(new RegisterScheduler(harness.meta(), "default-scheduler", "s1"));
        return harness.send(new BindPods(
                harness.meta(),
                "default",
                "default-scheduler",
                "s1",
                Objects.requireNonNull(epoch).getEpoch(),
                List.of(new Binding("p", pod().uid(), "n1"))));
    }

    private static int code(@Nullable Reply reply) {
        return Objects.requireNonNull(reply).getCode();
    }

    private static String text(@Nullable Reply reply) {
        return new String(
                ObjectCommands.bytes(
                        Objects.requireNonNull(Objects.requireNonNull(reply).getStatus())),
                java.nio.charset.StandardCharsets.UTF_8);
    }
}
