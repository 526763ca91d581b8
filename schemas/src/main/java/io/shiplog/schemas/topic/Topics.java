package io.shiplog.schemas.topic;

import static io.shiplog.schemas.topic.Topic.Cleanup.COMPACT;
import static io.shiplog.schemas.topic.Topic.Cleanup.COMPACT_DELETE;
import static io.shiplog.schemas.topic.Topic.Cleanup.DELETE;
import static io.shiplog.schemas.topic.Topic.Partitions.FEW;
import static io.shiplog.schemas.topic.Topic.Partitions.NAMESPACES;
import static io.shiplog.schemas.topic.Topic.Partitions.NODES;
import static io.shiplog.schemas.topic.Topic.Partitions.ONE;

import io.shiplog.schemas.record.ApplyObject;
import io.shiplog.schemas.record.AskOwner;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.ClusterFacts;
import io.shiplog.schemas.record.ConfigureNode;
import io.shiplog.schemas.record.Continue;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.InputRun;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.record.NodeDetailsChanged;
import io.shiplog.schemas.record.NodeHeard;
import io.shiplog.schemas.record.NodeNews;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.NodeSilent;
import io.shiplog.schemas.record.OwnerAnswer;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.RegisterNode;
import io.shiplog.schemas.record.RegisterScheduler;
import io.shiplog.schemas.record.Rejection;
import io.shiplog.schemas.record.ReplaceObject;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.StopPod;
import io.shiplog.schemas.record.Tick;
import io.shiplog.schemas.topic.Topic.Cleanup;
import io.shiplog.schemas.topic.Topic.Partitions;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** THE table of topics: names, keys, values, partitions, cleanup. Nothing else spells a topic name. */
public final class Topics {

    private static final long MINUTE = 60_000L;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final List<Topic> ROWS = new ArrayList<>();

    /** Largest record on any topic, set on topics and clients. */
    public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;
    /** Largest object; more is refused with 413. */
    public static final int MAX_OBJECT_BYTES = 1536 * 1024;
    /** The time-travel window: compaction lag of resources. */
    public static final long WINDOW_MILLIS = 7 * DAY;

    public static final Topic MANIFESTS = row("manifests", FEW, DELETE, 7 * DAY, "free");
    /** A new record comes last: its place among them is what stands in the bytes. */
    public static final Topic COMMANDS = row(
            "commands",
            NAMESPACES,
            DELETE,
            7 * DAY,
            "namespace",
            CreateObject.getClassSchema(),
            ReplaceObject.getClassSchema(),
            PatchObject.getClassSchema(),
            ApplyObject.getClassSchema(),
            DeleteObject.getClassSchema(),
            BindPods.getClassSchema(),
            PodsUnschedulable.getClassSchema(),
            RegisterScheduler.getClassSchema(),
            Tick.getClassSchema(),
            Continue.getClassSchema(),
            RegisterNode.getClassSchema(),
            NodeDetailsChanged.getClassSchema(),
            NodeSilent.getClassSchema(),
            NodeHeard.getClassSchema(),
            ClusterFact.getClassSchema(),
            AskOwner.getClassSchema(),
            OwnerAnswer.getClassSchema(),
            PreemptPods.getClassSchema(),
            NodeNews.getClassSchema(),
            ClusterFacts.getClassSchema());

    public static final Topic REPLIES = row("replies", FEW, DELETE, 10 * MINUTE, "request id", Reply.getClassSchema());
    public static final Topic REJECTIONS =
            row("rejections", ONE, DELETE, 30 * DAY, "source of the manifest", Rejection.getClassSchema());
    public static final Topic QUARANTINE =
            row("quarantine", ONE, DELETE, 90 * DAY, "source coordinates", QuarantinedRecord.getClassSchema());
    public static final Topic RESOURCES =
            row("resources", ONE, COMPACT, -1, "group/kind/namespace/name", ResourceEnvelope.getClassSchema());
    public static final Topic NODE_HEARTBEATS =
            row("node-heartbeats", ONE, COMPACT_DELETE, DAY, "executor process", HeartbeatBatch.getClassSchema());
    public static final Topic POD_STATUS =
            row("pod-status", NAMESPACES, DELETE, 7 * DAY, "namespace", PodStatusBatch.getClassSchema());
    public static final Topic NODE_COMMANDS = row(
            "node-commands",
            NODES,
            COMPACT,
            -1,
            "node/pod uid, node/kind/namespace/name of configuration, or node alone",
            RunPod.getClassSchema(),
            StopPod.getClassSchema(),
            NodeRegistered.getClassSchema(),
            ConfigureNode.getClassSchema());
    public static final Topic EVENTS =
            row("events", ONE, COMPACT_DELETE, 2 * DAY, "namespace/name", ResourceEnvelope.getClassSchema());
    public static final Topic INPUT_ORDER =
            row("input-order", NAMESPACES, DELETE, WINDOW_MILLIS, "none", InputRun.getClassSchema());
    public static final Topic LOGS =
            row("logs", FEW, DELETE, DAY, "namespace/pod/container", LogBatch.getClassSchema());
    public static final Topic METRICS = row("metrics", FEW, DELETE, DAY, "node", MetricBatch.getClassSchema());
    /** In its namespace's partition; the key names the window, so that compaction only takes what was revised. */
    public static final Topic METRICS_ROLLUPS = row(
            "metrics-rollups",
            NAMESPACES,
            COMPACT_DELETE,
            2 * DAY,
            "namespace/kind/name/begin of the window",
            MetricRollup.getClassSchema());

    private Topics() {}

    /** Every topic. */
    public static List<Topic> all() {
        return List.copyOf(ROWS);
    }

    private static Topic row(
            String name, Partitions partitions, Cleanup cleanup, long retentionMillis, String key, Schema... records) {
        Topic topic = new Topic(name, partitions, cleanup, retentionMillis, true, key, List.of(records));
        ROWS.add(topic);
        return topic;
    }
}
