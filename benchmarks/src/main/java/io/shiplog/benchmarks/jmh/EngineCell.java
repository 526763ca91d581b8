package io.shiplog.benchmarks.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admission;
import io.shiplog.reconciler.admit.AdmissionConfig;
import io.shiplog.reconciler.controller.Controllers;
import io.shiplog.reconciler.engine.Input;
import io.shiplog.reconciler.engine.Out;
import io.shiplog.reconciler.engine.ReconcileEngine;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import io.shiplog.schemas.record.RegisterScheduler;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** One namespace's engine with nothing around it: what it sends itself is read back at once. */
final class EngineCell {

    static final String NAMESPACE = "default";
    private static final int SLICES_MAX = 100_000;
    private static final long START_MILLIS = 1_767_225_600_000L;
    private static final String NODE = "node-1";

    private final ClusterState state = new ClusterState(0, 1);
    private final ReconcileEngine engine =
            new ReconcileEngine("bench", state, Controllers.all(), new Admission(AdmissionConfig.DEFAULT));
    private final Deque<SpecificRecord> inbox = new ArrayDeque<>();
    private long commandOffset;
    private long statusOffset;
    private int written;
    /** As echoed to the scheduler that registered last. */
    private long epoch;

    EngineCell() {
        create(Kinds.NAMESPACE, "", "{\"metadata\":{\"name\":\"" + NAMESPACE + "\"}}");
    }

    /** Creates an object and works until all is quiet. */
    void create(Kind kind, String namespace, String json) {
        ObjectNode tree = Json.parse(json);
        command(new CreateObject(
                meta(),
                kind.group(),
                "v1",
                kind.kind(),
                namespace,
                Json.textAt(tree, "metadata", "name"),
                ByteBuffer.wrap(Json.bytes(tree))));
    }

    /** A Deployment of the usual kind. */
    void deployment(String name, int replicas) {
        create(Kinds.DEPLOYMENT, NAMESPACE, """
                {"metadata":{"name":"%1$s"},"spec":{"replicas":%2$d,"selector":{"matchLabels":{"app":"%1$s"}},
                 "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"app",
                 "image":"registry.example/app:1","resources":{"requests":{"cpu":"50m","memory":"64Mi"}}}]}}}}
                """.formatted(name, replicas));
    }

    /** Puts all pods on one node, as a scheduler would. */
    void bindAll() {
        command(RegisterScheduler.newBuilder()
                .setMeta(meta())
                .setSchedulerName("default-scheduler")
                .setInstance("bench")
                .build());
        List<Binding> bindings =
                pods().map(pod -> new Binding(pod.name(), pod.uid(), NODE)).toList();
        command(new BindPods(meta(), NAMESPACE, "default-scheduler", "bench", epoch, bindings));
        if (pods().anyMatch(pod -> pod.node().isEmpty())) {
            throw new IllegalStateException("pods were not bound");
        }
    }

    /** What a node reports of all pods once their containers run. */
    PodStatusBatch allRunning(long sequence) {
        return new PodStatusBatch(
                "executor-1",
                NAMESPACE,
                pods().map(pod -> running(pod, sequence)).toList());
    }

    private static PodStatusReport running(KubeObject pod, long sequence) {
        ContainerReport container = ContainerReport.newBuilder()
                .setName("app")
                .setImage("registry.example/app:1")
                .setImageId("sha256:1")
                .setContainerId("sim://" + pod.uid())
                .setPhase(ContainerPhase.RUNNING)
                .setStartedAtMillis(START_MILLIS + sequence)
                .setReady(sequence % 2 == 1)
                .setStarted(true)
                .setRestartCount(0)
                .build();
        return PodStatusReport.newBuilder()
                .setNode(pod.node())
                .setEpoch(0)
                .setName(pod.name())
                .setUid(pod.uid())
                .setSequence(sequence)
                .setPhase("Running")
                .setPodIp("10.0.0.1")
                .setHostIp("10.0.0.2")
                .setStartTimeMillis(START_MILLIS)
                .setContainers(List.of(container))
                .setEvents(List.of())
                .build();
    }

    Stream<KubeObject> pods() {
        return List.copyOf(state.list(Kinds.POD, NAMESPACE)).stream();
    }

    /** Takes in one command and works until all is quiet; returns how many records that wrote in all. */
    int command(SpecificRecord record) {
        int before = written;
        take(Topics.COMMANDS, record);
        drain();
        return written - before;
    }

    /** Takes in one batch of reports and works until all is quiet; returns how many records that wrote in all. */
    int status(PodStatusBatch batch) {
        int before = written;
        take(Topics.POD_STATUS, batch);
        drain();
        return written - before;
    }

    private void drain() {
        for (int i = 0; !inbox.isEmpty(); i++) {
            if (i == SLICES_MAX) {
                throw new IllegalStateException("not quiet after " + SLICES_MAX + " slices");
            }
            take(Topics.COMMANDS, inbox.removeFirst());
        }
    }

    private void take(Topic topic, SpecificRecord record) {
        long offset = topic.equals(Topics.COMMANDS) ? commandOffset++ : statusOffset++;
        long now = START_MILLIS + commandOffset + statusOffset;
        List<Out> outs =
                engine.process(new Input(topic.name(), 0, offset, now, record)).outs();
        written += outs.size();
        for (Out out : outs) {
            SpecificRecord value = out.value();
            if (out.topic().equals(Topics.COMMANDS) && value != null) {
                inbox.add(value);
            } else if (value instanceof Reply reply && reply.getEpoch() > 0) {
                epoch = reply.getEpoch();
            }
        }
    }

    private static CommandMeta meta() {
        return CommandMeta.newBuilder()
                .setActor("admin")
                .setRequestId("r")
                .setReplyPartition(0)
                .build();
    }
}
