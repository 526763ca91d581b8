package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.Continue;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconcileEngineTest {

    private static final String DEPLOYMENT =
            "{'metadata':{'name':'web'},'spec':{'replicas':%d,'selector':{'matchLabels':"
                    + "{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':"
                    + "[{'name':'c','image':'nginx:1.7.9'}]}}}}";

    @Test
    void makesAReplicaSetAndPodsOfADeployment() {
        EngineHarness harness = new EngineHarness();
        harness.namespace("default");
        Reply reply = harness.create(Kinds.DEPLOYMENT, "default", DEPLOYMENT.formatted(3));
        assertThat(reply).isNotNull();
        assertThat(Objects.requireNonNull(reply).getCode()).as(text(reply)).isEqualTo(201);
        assertThat(harness.list(Kinds.REPLICA_SET, "default")).hasSize(1);
        assertThat(harness.list(Kinds.POD, "default")).hasSize(3);
        assertThat(harness.list(Kinds.SERVICE_ACCOUNT, "default")).hasSize(1);
        assertThat(harness.outs).noneMatch(o -> o.value() instanceof QuarantinedRecord);
    }

    @Test
    void answersBeforeItExpandsAHugeChangeAndKeepsSlicesSmall() {
        EngineHarness harness = new EngineHarness();
        harness.namespace("default");
        harness.create(Kinds.DEPLOYMENT, "default", DEPLOYMENT.formatted(5000));
        assertThat(harness.list(Kinds.POD, "default")).hasSize(5000);
        assertThat(harness.slices).allMatch(s -> s.size() < 3 * Slice.MAX_RECORDS);
        assertThat(harness.outs).anyMatch(o -> o.value() instanceof Continue);
        assertThat(harness.outs).noneMatch(o -> o.value() instanceof QuarantinedRecord);
    }

    @Test
    void refusesWithAStatusAndChangesNothing() {
        EngineHarness harness = new EngineHarness();
        harness.namespace("default");
        Reply reply = harness.create(Kinds.DEPLOYMENT, "default", DEPLOYMENT.formatted(-1));
        assertThat(Objects.requireNonNull(reply).getCode()).isEqualTo(422);
        assertThat(text(reply)).contains("spec.replicas");
        Reply missing = harness.create(Kinds.CONFIG_MAP, "nowhere", "{'metadata':{'name':'c'}}");
        assertThat(text(missing)).contains("namespaces \\\"nowhere\\\" not found");
        assertThat(harness.list(Kinds.DEPLOYMENT, "default")).isEmpty();
    }

    @Test
    void deletesWhatLostItsOwnerAndWritesAFinalEnvelopeBeforeTheTombstone() {
        EngineHarness harness = new EngineHarness();
        harness.namespace("default");
        harness.create(Kinds.DEPLOYMENT, "default", DEPLOYMENT.formatted(3));
        harness.delete(Kinds.DEPLOYMENT, "default", "web", "Background");
        assertThat(harness.list(Kinds.DEPLOYMENT, "default")).isEmpty();
        assertThat(harness.list(Kinds.REPLICA_SET, "default")).isEmpty();
        assertThat(harness.list(Kinds.POD, "default")).isEmpty();
        List<Out> records = harness.outs.stream()
                .filter(o -> o.topic().equals(Topics.RESOURCES) && o.key().equals("apps/Deployment/default/web"))
                .toList();
        ResourceEnvelope last = (ResourceEnvelope)
                Objects.requireNonNull(records.get(records.size() - 2).value());
        assertThat(last.getRemoved()).isTrue();
        assertThat(records.get(records.size() - 1).value()).isNull();
    }

    @Test
    void emptiesANamespaceBeforeItGoes() {
        EngineHarness harness = new EngineHarness();
        harness.namespace("team");
        harness.create(Kinds.DEPLOYMENT, "team", DEPLOYMENT.formatted(2));
        harness.delete(Kinds.NAMESPACE, "", "team", "Background");
        assertThat(harness.state.listNamespace("team")).isEmpty();
        assertThat(harness.list(Kinds.NAMESPACE, "")).isEmpty();
    }

    @Test
    void goesOnByItselfAfterItsStateWasMadeAnew() {
        EngineHarness harness = new EngineHarness();
        harness.namespace("default");
        harness.create(Kinds.DEPLOYMENT, "default", DEPLOYMENT.formatted(3));
        harness.state.remove(
                harness.list(Kinds.POD, "default").iterator().next().key());
        harness.rebuild();
        assertThat(harness.list(Kinds.POD, "default")).hasSize(2);
        harness.advance(0);
        assertThat(harness.list(Kinds.POD, "default")).hasSize(3);
        assertThat(harness.engine.earliestTimer()).isGreaterThan(harness.engine.nowMillis());
    }

    @Test
    void skipsAnInputThatItHasSeen() {
        EngineHarness harness = new EngineHarness();
        harness.namespace("default");
        Input again = new Input(Topics.COMMANDS.name(), 0, 0, 0, new Continue(0));
        assertThat(harness.engine.process(again).outs()).isEmpty();
    }

    @Test
    void parksAControllerThatThrowsForItsKeyAndGoesOn() {
        EngineHarness harness = new EngineHarness(List.of(new Broken()));
        harness.namespace("default");
        Reply reply = harness.create(Kinds.CONFIG_MAP, "default", "{'metadata':{'name':'bad'}}");
        assertThat(Objects.requireNonNull(reply).getCode()).isEqualTo(201);
        assertThat(harness.list(Kinds.CONFIG_MAP, "default")).hasSize(1);
        assertThat(harness.outs.stream().filter(o -> o.value() instanceof QuarantinedRecord))
                .hasSize(1);
        assertThat(harness.engine.earliestTimer()).isLessThan(Long.MAX_VALUE);
        harness.advance(1_000);
        assertThat(harness.engine.earliestTimer()).isLessThan(Long.MAX_VALUE);
    }

    private static String text(@Nullable Reply reply) {
        return reply == null || reply.getStatus() == null
                ? "no refusal"
                : new String(ObjectCommands.bytes(reply.getStatus()), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static final class Broken implements Controller {
        @Override
        public String name() {
            return "broken-controller";
        }

        @Override
        public void wake(
                @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
            if (after != null && after.kind().equals("ConfigMap")) {
                keys.accept(after.key());
            }
        }

        @Override
        public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
            throw new IllegalStateException("this controller always fails: " + Json.object());
        }
    }
}
