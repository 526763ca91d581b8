package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.Reply;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PriorityTest {

    private final EngineHarness harness = new EngineHarness();

    @BeforeEach
    void aNamespace() {
        harness.namespace("default");
    }

    private Reply priorityClass(String name, String rest) {
        return Objects.requireNonNull(
                harness.create(Kinds.PRIORITY_CLASS, "", "{'metadata':{'name':'" + name + "'}," + rest + "}"));
    }

    private Reply pod(String name, String spec) {
        return Objects.requireNonNull(harness.create(
                Kinds.POD,
                "default",
                "{'metadata':{'name':'" + name + "'},'spec':{" + spec
                        + "'containers':[{'name':'c','image':'nginx'}]}}"));
    }

    private String spec(String pod, String field) {
        KubeObject found = Objects.requireNonNull(harness.state.get(Kinds.POD.key("default", pod)));
        return found.tree().path("spec").path(field).asText();
    }

    private static String message(Reply reply) {
        return Json.textAt(Json.parse(ObjectCommands.bytes(Objects.requireNonNull(reply.getStatus()))), "message");
    }

    @Test
    void aPodGetsTheValueAndThePolicyOfItsClass() {
        assertThat(priorityClass("high", "'value':1000,'preemptionPolicy':'Never'")
                        .getCode())
                .isEqualTo(201);
        pod("a", "'priorityClassName':'high',");
        assertThat(spec("a", "priority")).isEqualTo("1000");
        assertThat(spec("a", "preemptionPolicy")).isEqualTo("Never");
    }

    @Test
    void theSystemsClassesAreKnownWithoutAnObject() {
        pod("a", "'priorityClassName':'system-node-critical',");
        assertThat(spec("a", "priority")).isEqualTo("2000001000");
    }

    @Test
    void aPodWithoutAClassGetsTheDefaultClassOrNothing() {
        pod("before", "");
        assertThat(spec("before", "priority")).isEqualTo("0");
        assertThat(spec("before", "preemptionPolicy")).isEqualTo("PreemptLowerPriority");
        priorityClass("usual", "'value':7,'globalDefault':true");
        pod("after", "");
        assertThat(spec("after", "priority")).isEqualTo("7");
        assertThat(spec("after", "priorityClassName")).isEqualTo("usual");
    }

    @Test
    void refusesAClassThatIsNotThere() {
        Reply reply = pod("a", "'priorityClassName':'missing',");
        assertThat(reply.getCode()).isEqualTo(403);
        assertThat(message(reply)).isEqualTo("pods \"a\" is forbidden: no PriorityClass with name missing was found");
    }

    @Test
    void refusesAPriorityThatIsNotThatOfTheClass() {
        priorityClass("high", "'value':1000");
        Reply reply = pod("a", "'priorityClassName':'high','priority':5,");
        assertThat(message(reply))
                .isEqualTo(
                        "pods \"a\" is forbidden: the integer value of priority (5) must not be provided in pod spec;"
                                + " priority admission controller computed 1000 from the given PriorityClass name");
        assertThat(pod("b", "'priorityClassName':'high','priority':1000,").getCode())
                .isEqualTo(201);
        assertThat(message(pod("c", "'priorityClassName':'high','preemptionPolicy':'Never',")))
                .contains("the string value of PreemptionPolicy (Never) must not be provided in pod spec");
    }

    @Test
    void aClassThatIsGoneIsKnownNoMoreAndItsPodsKeepTheirPriority() {
        priorityClass("high", "'value':1000");
        pod("a", "'priorityClassName':'high',");
        harness.delete(Kinds.PRIORITY_CLASS, "", "high", "");
        assertThat(pod("b", "'priorityClassName':'high',").getCode()).isEqualTo(403);
        assertThat(spec("a", "priority")).isEqualTo("1000");
        priorityClass("high", "'value':2000");
        pod("c", "'priorityClassName':'high',");
        assertThat(spec("c", "priority")).isEqualTo("2000");
    }

    @Test
    void thereIsOneDefaultAtMost() {
        priorityClass("usual", "'value':7,'globalDefault':true");
        Reply second = priorityClass("other", "'value':8,'globalDefault':true");
        assertThat(message(second))
                .isEqualTo("priorityclasses.scheduling.k8s.io \"other\" is forbidden: "
                        + "PriorityClass usual is already marked as default. Only one default can exist");
        priorityClass("other", "'value':8");
        Reply changed = harness.patch(Kinds.PRIORITY_CLASS, "", "other", "", "{'globalDefault':true}");
        assertThat(Objects.requireNonNull(changed).getCode()).isEqualTo(403);
    }

    @Test
    void theSystemsClassesMayNotBeDeleted() {
        priorityClass("system-node-critical", "'value':2000001000");
        Reply reply = Objects.requireNonNull(harness.delete(Kinds.PRIORITY_CLASS, "", "system-node-critical", ""));
        assertThat(message(reply)).endsWith("this is a system priority class and cannot be deleted");
    }
}
