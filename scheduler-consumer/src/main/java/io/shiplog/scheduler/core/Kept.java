package io.shiplog.scheduler.core;

import io.shiplog.scheduler.snapshot.DisruptionBudget;
import io.shiplog.scheduler.snapshot.NodeFacts;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.ResourceIndex;
import io.shiplog.scheduler.snapshot.SnapshotReader;
import io.shiplog.scheduler.snapshot.SnapshotWriter;
import io.shiplog.schemas.object.Kinds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a scheduler knows from the resources log, and nothing else: not its epoch, no placement that was not seen bound,
 * no back-off. Holds references to what does not change any more, so it may be written while the scheduler goes on.
 *
 * @param resources names of resources in the order of their numbers
 * @param namespaces the labels of all namespaces
 * @param nodes all Nodes
 * @param pods all pods that wait or hold resources, in the order in which they were heard of
 * @param budgets all PodDisruptionBudgets
 */
public record Kept(
        List<String> resources,
        Map<String, Map<String, String>> namespaces,
        List<NodeFacts> nodes,
        List<KeptPod> pods,
        List<DisruptionBudget> budgets) {

    /** Version of the bytes: a change of anything that {@link #write} reaches takes the next one. */
    public static final int FORMAT = 3;

    /**
     * A pod.
     *
     * @param fingerprint of its spec
     * @param node where the log says that it is bound, or empty
     * @param nominatedNode where the log says that it is nominated to, or empty
     * @param startSeconds its status.startTime, or 0
     * @param deleting it has a deletionTimestamp
     */
    public record KeptPod(
            PodInfo info, long fingerprint, String node, String nominatedNode, int startSeconds, boolean deleting) {

        /** The pod as the log has it: one that is only assumed somewhere still waits. */
        static KeptPod of(TrackedPod pod) {
            return new KeptPod(
                    pod.info,
                    pod.fingerprint,
                    pod.assumed ? "" : pod.node,
                    pod.nominatedNode,
                    pod.startSeconds,
                    pod.deleting);
        }

        private static void write(SnapshotWriter out, KeptPod pod) throws IOException {
            out.word(pod.info.namespace());
            out.text(pod.info.name());
            out.text(pod.info.uid());
            out.labels(pod.info.labels());
            out.shape(pod.info.shape());
            out.flag(pod.info.terminating());
            out.number(pod.fingerprint);
            out.word(pod.node);
            out.word(pod.nominatedNode);
            out.number(pod.startSeconds);
            out.flag(pod.deleting);
        }

        private static KeptPod read(SnapshotReader in) throws IOException {
            PodInfo info =
                    new PodInfo(Kinds.POD.key(in.word(), in.text()), in.text(), "", in.labels(), in.shape(), in.flag());
            return new KeptPod(info, in.number(), in.word(), in.word(), (int) in.number(), in.flag());
        }
    }

    /** Writes it; equal contents give equal bytes. */
    public void write(DataOutputStream to) throws IOException {
        SnapshotWriter out = new SnapshotWriter(to);
        out.list(resources, SnapshotWriter::word);
        out.list(namespaces.entrySet(), (each, namespace) -> {
            each.word(namespace.getKey());
            each.labels(namespace.getValue());
        });
        out.list(nodes, NodeFacts::write);
        out.list(pods, KeptPod::write);
        out.list(budgets, DisruptionBudget::write);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param index of the scheduler that is to go on with it: {@code core.snapshot().resources()}
     */
    public static Kept read(DataInputStream from, ResourceIndex index) throws IOException {
        SnapshotReader in = new SnapshotReader(from, index);
        List<String> resources = in.list(SnapshotReader::word);
        in.resources(resources);
        Map<String, Map<String, String>> namespaces = new TreeMap<>();
        in.list(each -> Map.entry(each.word(), each.labels()))
                .forEach(namespace -> namespaces.put(namespace.getKey(), namespace.getValue()));
        return new Kept(
                resources,
                namespaces,
                in.list(NodeFacts::read),
                in.list(KeptPod::read),
                in.list(DisruptionBudget::read));
    }
}
