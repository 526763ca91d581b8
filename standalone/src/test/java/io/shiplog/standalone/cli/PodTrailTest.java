package io.shiplog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.Decision;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.SliceGroup;
import io.shiplog.schemas.record.StopPod;
import io.shiplog.schemas.record.UnschedulablePod;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class PodTrailTest {

    private static final String NO_ROOM = "0/1 nodes are available: 1 Insufficient cpu.";
    private static final CommandMeta META =
            CommandMeta.newBuilder().setActor("system:kube-scheduler").build();

    private final PodTrail trail = new PodTrail("default", "web-1");
    private final List<LogRecord> others = new ArrayList<>();
    private long millis = 1_800_000_000_000L;

    private LogRecord at(String topic, int partition, long offset, SpecificRecord value) {
        return new LogRecord(topic, partition, offset, millis++, value);
    }

    private void command(long offset, SpecificRecord value) {
        others.add(at("commands", 3, offset, value));
    }

    /** A version of an object, caused by a record of commands. */
    private ResourceEnvelope version(String kind, String name, long version, String ownerUid, long causedBy) {
        ResourceEnvelope out = new ResourceEnvelope();
        out.setGroup(kind.equals("Pod") ? "" : "apps");
        out.setKind(kind);
        out.setNamespace("default");
        out.setName(name);
        out.setUid("uid-" + name);
        out.setVersion(version);
        out.setOwnerKind("");
        out.setOwnerName("");
        out.setOwnerUid(ownerUid);
        out.setOwnerUids(List.of());
        out.setLabels(Map.of());
        out.setNode("");
        out.setPhase("Pending");
        out.setActor("system:controller:" + kind);
        out.setCause("commands-3@" + causedBy);
        out.setController("");
        out.setSlice(new SliceGroup("commands", 3, causedBy, 0, 1, false));
        out.setCreationMillis(1_800_000_000_000L);
        out.setObject(ByteBuffer.allocate(0));
        return out;
    }

    private void resource(long offset, ResourceEnvelope envelope) {
        trail.resource(at("resources", 0, offset, envelope));
    }

    private static void object(ResourceEnvelope envelope, String json) {
        envelope.setObject(ByteBuffer.wrap(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> lines() {
        trail.endOfResources();
        others.forEach(trail::take);
        return trail.lines().stream()
                .map(line -> line.replaceFirst("^\\S+ +", "").replaceFirst("^(\\S+) +", "$1 "))
                .toList();
    }

    private void created() {
        command(
                10,
                new CreateObject(
                        CommandMeta.newBuilder()
                                .setActor("admin")
                                .setSource("kubectl")
                                .build(),
                        "apps",
                        "v1",
                        "Deployment",
                        "default",
                        "web",
                        ByteBuffer.allocate(0)));
        resource(100, version("Deployment", "web", 1, "", 10));
        resource(101, version("ReplicaSet", "web-abc", 1, "uid-web", 10));
        resource(102, version("Pod", "other", 1, "uid-web-abc", 10));
        resource(103, version("Pod", "web-1", 1, "uid-web-abc", 10));
    }

    private void unschedulable(long offset) {
        command(
                offset,
                new PodsUnschedulable(
                        META,
                        "default",
                        "default-scheduler",
                        "s1",
                        7L,
                        List.of(
                                new UnschedulablePod("other", "uid-other", "something else", null),
                                new UnschedulablePod("web-1", "uid-web-1", NO_ROOM, null))));
    }

    private void bound() {
        command(
                15,
                new BindPods(
                        META,
                        "default",
                        "default-scheduler",
                        "s1",
                        7L,
                        List.of(new Binding("web-1", "uid-web-1", "n1"))));
        ResourceEnvelope bound = version("Pod", "web-1", 3, "uid-web-abc", 15);
        bound.setNode("n1");
        bound.setActor("system:kube-scheduler");
        bound.setController("default-scheduler");
        object(bound, "{'status':{'conditions':[{'type':'PodScheduled','status':'True'}]}}");
        resource(105, bound);
    }

    @Test
    void tellsEveryRecordFromTheCommandToTheNode() {
        created();
        unschedulable(12);
        ResourceEnvelope refused = version("Pod", "web-1", 2, "uid-web-abc", 12);
        object(
                refused,
                "{'status':{'conditions':[{'type':'PodScheduled','status':'False',"
                        + "'reason':'Unschedulable','message':'" + NO_ROOM + "'}]}}");
        resource(104, refused);
        unschedulable(13);
        unschedulable(14);
        bound();
        others.add(at(
                "node-commands",
                1,
                5,
                new RunPod(
                        "n1",
                        "default",
                        "web-1",
                        "uid-web-1",
                        3L,
                        ByteBuffer.allocate(0),
                        new Decision("Schedule", "default-scheduler", "commands-3@15"))));
        others.add(at(
                "node-commands",
                1,
                6,
                new StopPod("n1", "default", "other", "uid-other", 30L, new Decision("Delete", "", "commands-3@9"))));
        PodStatusReport report = new PodStatusReport();
        report.setNode("n1");
        report.setName("web-1");
        report.setUid("uid-web-1");
        report.setPhase("Running");
        report.setReason("");
        report.setContainers(List.of());
        others.add(at("pod-status", 3, 8, new PodStatusBatch("host", "default", List.of(report))));
        assertThat(lines())
                .containsExactly(
                        "commands-3@10 admin: CreateObject Deployment default/web (kubectl)",
                        "resources-0@100 Deployment default/web created by system:controller:Deployment because of"
                                + " commands-3@10",
                        "resources-0@101 ReplicaSet default/web-abc created by system:controller:ReplicaSet because of"
                                + " commands-3@10",
                        "resources-0@103 created by system:controller:Pod because of commands-3@10, Pending",
                        "commands-3@12 the scheduler finds no node: " + NO_ROOM,
                        "resources-0@104 PodScheduled=False Unschedulable",
                        "commands-3@13 the scheduler finds no node: " + NO_ROOM
                                + " (again: 1 times, last commands-3@14)",
                        "commands-3@15 the scheduler proposes node n1 (s1 in epoch 7)",
                        "resources-0@105 bound to node n1, PodScheduled=True",
                        "node-commands-1@5 node n1 is told to run it (Schedule, because of commands-3@15)",
                        "pod-status-3@8 node n1 reports Running");
        assertThat(PodVerdict.of(trail.versions()))
                .isEqualTo("default/web-1 is on node n1 (Pending): system:kube-scheduler put it there, because of"
                        + " commands-3@15.");
    }

    @Test
    void ofAPodWithoutANodeTheVerdictIsWhyItWaits() {
        created();
        assertThat(PodVerdict.of(trail.versions())).contains("on no node: no scheduler has said anything of it yet");
        ResourceEnvelope refused = version("Pod", "web-1", 2, "", 12);
        object(
                refused,
                "{'status':{'conditions':[{'type':'PodScheduled','status':'False',"
                        + "'reason':'Unschedulable','message':'" + NO_ROOM + "'}]}}");
        resource(104, refused);
        assertThat(PodVerdict.of(trail.versions())).isEqualTo("default/web-1 is on no node: " + NO_ROOM);
        ResourceEnvelope gated = version("Pod", "web-1", 3, "", 13);
        object(gated, "{'spec':{'schedulingGates':[{'name':'a'},{'name':'b'}]}}");
        resource(105, gated);
        assertThat(PodVerdict.of(trail.versions())).endsWith("before these scheduling gates go: a, b.");
    }

    @Test
    void tellsThatItIsGoneAndWhoTookItAway() {
        created();
        bound();
        ResourceEnvelope gone = version("Pod", "web-1", 4, "", 20);
        gone.setNode("n1");
        gone.setActor("admin");
        gone.setDeletionMillis(5);
        gone.setRemoved(true);
        resource(106, gone);
        assertThat(lines())
                .last()
                .isEqualTo("resources-0@106 being deleted by admin because of commands-3@20, gone by admin because of"
                        + " commands-3@20");
        assertThat(PodVerdict.of(trail.versions()))
                .isEqualTo("default/web-1 is gone: admin took it away, because of commands-3@20.");
    }

    private void preempts(long offset) {
        command(
                offset,
                new PreemptPods(
                        META,
                        "default",
                        "default-scheduler",
                        "s1",
                        7L,
                        List.of(
                                new PreemptedPod("other", "uid-other", "n1", "uid-big", 1000),
                                new PreemptedPod("web-1", "uid-web-1", "n1", "uid-big", 1000))));
    }

    @Test
    void ofAPreemptedPodTellsForWhomAndWhereThatOneIsNominated() {
        created();
        bound();
        preempts(20);
        ResourceEnvelope going = version("Pod", "web-1", 4, "uid-web-abc", 20);
        going.setNode("n1");
        going.setActor("system:kube-scheduler");
        going.setDeletionMillis(5);
        object(
                going,
                "{'status':{'conditions':[{'type':'PodScheduled','status':'True'},"
                        + "{'type':'DisruptionTarget','status':'True','reason':'PreemptionByScheduler'}]}}");
        resource(106, going);
        ResourceEnvelope gone = version("Pod", "web-1", 5, "uid-web-abc", 30);
        gone.setNode("n1");
        gone.setActor("system:node:n1");
        gone.setDeletionMillis(5);
        gone.setRemoved(true);
        gone.setObject(going.getObject());
        resource(107, gone);
        List<String> told = lines();
        assertThat(told)
                .contains(
                        "commands-3@20 the scheduler preempts: it is asked to go for a pod that the log has not kept"
                                + " (uid uid-big) of priority 1000, which is nominated to its node n1 (s1 in epoch 7)",
                        "resources-0@106 DisruptionTarget=True PreemptionByScheduler, being deleted by"
                                + " system:kube-scheduler because of commands-3@20");
        assertThat(trail.preempted()).isTrue();
        assertThat(PodTrail.mayPreempt(Kinds.POD.key("shop", "big").encoded())).isTrue();
        ResourceEnvelope big = version("Pod", "big", 1, "", 19);
        big.setNamespace("shop");
        trail.preemptor(at("resources", 0, 99, big));
        assertThat(trail.lines())
                .anySatisfy(line -> assertThat(line).contains("asked to go for pod shop/big of priority 1000, which"));
        assertThat(PodVerdict.of(trail.versions()))
                .isEqualTo("default/web-1 is gone: system:kube-scheduler took it away, because of commands-3@20.");
    }

    @Test
    void ofAPodThatPreemptsTellsWhoGoesForIt() {
        PodTrail big = new PodTrail("default", "big");
        big.resource(at("resources", 0, 100, version("Pod", "big", 1, "", 10)));
        big.endOfResources();
        preempts(20);
        command(
                21,
                new PodsUnschedulable(
                        META,
                        "default",
                        "default-scheduler",
                        "s1",
                        7L,
                        List.of(new UnschedulablePod("big", "uid-big", NO_ROOM, "n1"))));
        others.forEach(big::take);
        assertThat(big.preempted()).isFalse();
        assertThat(big.lines())
                .satisfiesExactly(
                        created -> assertThat(created).contains("created by"),
                        asked -> assertThat(asked)
                                .endsWith("the scheduler preempts: default/other is asked to go from node n1 to make"
                                        + " room for it; default/web-1 is asked to go from node n1 to make room for it"
                                        + " (s1 in epoch 7)"),
                        nominated -> assertThat(nominated)
                                .endsWith("the scheduler finds no node: " + NO_ROOM
                                        + " It is nominated to node n1, where others go."));
    }

    @Test
    void tellsARefusedProposal() {
        created();
        others.add(at(
                "replies",
                1,
                3,
                Reply.newBuilder()
                        .setRequestId("s1/bind/7")
                        .setPartition(3)
                        .setCode(409)
                        .setRef(new ObjectRef("", "Pod", "default", "web-1"))
                        .setStatus(ByteBuffer.wrap(
                                Json.bytes(StatusException.conflict("", "pods/binding", "web-1", "too late")
                                        .status())))
                        .build()));
        assertThat(lines())
                .last()
                .asString()
                .startsWith("replies-1@3 refused with 409: ")
                .contains("too late");
    }

    @Test
    void ofSeveralPodsOfOneNameItFollowsTheLast() {
        created();
        ResourceEnvelope again = version("Pod", "web-1", 9, "", 30);
        again.setUid("uid-again");
        resource(110, again);
        assertThat(trail.versions()).hasSize(1);
        assertThat(trail.firstCause("commands", 3, 99)).isEqualTo(30);
        assertThat(trail.firstCause("commands", 4, 99)).isEqualTo(99);
    }

    @Test
    void helpSaysWhatItTellsAndHowToAsk() {
        assertThat(new CommandLine(new WhyCommand()).getUsageMessage().replaceAll("\\s+", " "))
                .contains("why", "POD", "--namespace=NS", "every record that led there", "(default: default)");
    }
}
