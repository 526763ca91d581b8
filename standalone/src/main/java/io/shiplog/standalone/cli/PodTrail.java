package io.shiplog.standalone.cli;

import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.SliceGroup;
import io.shiplog.schemas.record.StopPod;
import io.shiplog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * All records that led a pod to where it is: its versions and the first one of each of its owners, the inputs that
 * caused them, what the scheduler and its node said of it, what its node was told. Fed with resources first, since they
 * say what else belongs to it. Of several pods that had the name it follows the last.
 */
final class PodTrail {

    /** A record leads to those on the topics behind its own when the broker took both in one millisecond. */
    private static final List<String> ORDER = List.of(
            Topics.COMMANDS.name(),
            Topics.POD_STATUS.name(),
            Topics.RESOURCES.name(),
            Topics.NODE_COMMANDS.name(),
            Topics.REPLIES.name());

    private final String namespace;
    private final String name;
    private final List<LogRecord> versions = new ArrayList<>();
    /** First versions of what is no pod, by uid. */
    private final Map<String, LogRecord> first = new HashMap<>();

    private final Set<String> causes = new HashSet<>();
    private final List<LogRecord> others = new ArrayList<>();
    /** Uids of pods for which it was asked to go, and their names as far as the log has kept them. */
    private final Set<String> preemptors = new HashSet<>();

    private final Map<String, String> preemptorNames = new HashMap<>();

    PodTrail(String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
    }

    /** Can a record of resources with this key say something of the pod or its owners? */
    boolean wants(String key) {
        return key.equals(Kinds.POD.key(namespace, name).encoded())
                || (key.contains("/" + namespace + "/") && !key.startsWith("/" + Kinds.POD.kind() + "/"));
    }

    /** Takes a record of resources. */
    void resource(LogRecord record) {
        if (!(record.value() instanceof ResourceEnvelope envelope)
                || !envelope.getNamespace().equals(namespace)) {
            return;
        }
        if (!envelope.getKind().equals(Kinds.POD.kind())) {
            first.putIfAbsent(envelope.getUid(), record);
        } else if (envelope.getName().equals(name)) {
            if (!versions.isEmpty() && !envelope.getUid().equals(uid())) {
                versions.clear();
            }
            versions.add(record);
        }
    }

    /** True when there is, or was, such a pod. */
    boolean found() {
        return !versions.isEmpty();
    }

    /** What was kept of the pod, the oldest first. */
    List<LogRecord> versions() {
        return List.copyOf(versions);
    }

    private static ResourceEnvelope envelope(LogRecord record) {
        return (ResourceEnvelope) record.value();
    }

    private String uid() {
        return envelope(versions.get(0)).getUid();
    }

    /** The pod's owner, its owner and so on, as far as they are known. */
    private List<LogRecord> owners() {
        List<LogRecord> out = new ArrayList<>();
        LogRecord owner = first.get(envelope(versions.get(0)).getOwnerUid());
        while (owner != null && !out.contains(owner)) {
            out.add(owner);
            owner = first.get(envelope(owner).getOwnerUid());
        }
        return out;
    }

    private List<SliceGroup> slices() {
        List<LogRecord> caused = new ArrayList<>(versions);
        caused.addAll(owners());
        return caused.stream().map(record -> envelope(record).getSlice()).toList();
    }

    /** All of resources has been taken: from now on it is known what caused them. */
    void endOfResources() {
        slices().forEach(slice ->
                causes.add(LogRecord.coordinates(slice.getTopic(), slice.getPartition(), slice.getOffset())));
    }

    /** The first offset of a partition that caused a version of the pod or of an owner; the given one if none. */
    long firstCause(String topic, int partition, long none) {
        return slices().stream()
                .filter(slice -> slice.getTopic().equals(topic) && slice.getPartition() == partition)
                .mapToLong(SliceGroup::getOffset)
                .reduce(none, Math::min);
    }

    /** When the pod was created; nothing on other topics that is older concerns it, but what caused it. */
    long createdMillis() {
        return envelope(versions.get(0)).getCreationMillis();
    }

    /** Takes a record of another topic, if it belongs to the pod. */
    void take(LogRecord record) {
        if (causes.contains(record.coordinates()) || concerns(record.value())) {
            others.add(record);
            if (record.value() instanceof PreemptPods command) {
                PreemptionWords.preemptors(command, uid()).forEach(preemptors::add);
            }
        }
    }

    /** True when it was asked to go for pods whose names resources, read once more, would tell. */
    boolean preempted() {
        return !preemptors.isEmpty();
    }

    /** Can a record of resources with this key be one of those pods? */
    static boolean mayPreempt(String key) {
        return key.startsWith("/" + Kinds.POD.kind() + "/");
    }

    /** Takes a record of resources that may be one of those pods. */
    void preemptor(LogRecord record) {
        if (record.value() instanceof ResourceEnvelope pod && preemptors.contains(pod.getUid())) {
            preemptorNames.put(pod.getUid(), pod.getNamespace() + "/" + pod.getName());
        }
    }

    private boolean concerns(SpecificRecord value) {
        String uid = uid();
        if (value instanceof BindPods bind) {
            return bind.getBindings().stream().anyMatch(one -> one.getUid().equals(uid));
        }
        if (value instanceof PodsUnschedulable report) {
            return report.getPods().stream().anyMatch(one -> one.getUid().equals(uid));
        }
        if (value instanceof PreemptPods command) {
            return PreemptionWords.concern(command, uid);
        }
        if (value instanceof PodStatusBatch batch) {
            return batch.getPods().stream().anyMatch(one -> one.getUid().equals(uid));
        }
        if (value instanceof RunPod run) {
            return run.getUid().equals(uid);
        }
        if (value instanceof StopPod stop) {
            return stop.getUid().equals(uid);
        }
        if (value instanceof Reply reply) {
            ObjectRef ref = reply.getRef();
            return reply.getStatus() != null
                    && ref != null
                    && isThePod(ref.getKind(), ref.getNamespace(), ref.getName());
        }
        return isThePod(text(value, "kind"), text(value, "namespace"), text(value, "name"));
    }

    private boolean isThePod(String kind, String inNamespace, String named) {
        return kind.equals(Kinds.POD.kind()) && inNamespace.equals(namespace) && named.equals(name);
    }

    /** A text field of a record, or empty when it has none of that name. */
    static String text(SpecificRecord value, String field) {
        Schema.Field found = value.getSchema().getField(field);
        Object content = found == null ? null : value.get(found.pos());
        return content == null ? "" : content.toString();
    }

    /** A line for each record, in order of time; what is said again and again is said once. */
    List<String> lines() {
        List<LogRecord> all = new ArrayList<>(others);
        all.addAll(owners());
        all.addAll(versions);
        all.sort(Comparator.comparingLong(LogRecord::millis)
                .thenComparingInt(record -> ORDER.indexOf(record.topic()))
                .thenComparingLong(LogRecord::offset));
        TrailLines out = new TrailLines();
        ResourceEnvelope before = null;
        for (LogRecord record : all) {
            out.add(record, words(record, before));
            before = isVersion(record) ? envelope(record) : before;
        }
        return out.lines();
    }

    private String words(LogRecord record, @Nullable ResourceEnvelope before) {
        if (record.value() instanceof PreemptPods command) {
            return PreemptionWords.of(command, uid(), preemptorNames);
        }
        return isVersion(record)
                ? TrailWords.version(before, envelope(record))
                : TrailWords.of(record.value(), namespace, name, uid());
    }

    private boolean isVersion(LogRecord record) {
        return record.value() instanceof ResourceEnvelope envelope
                && envelope.getUid().equals(uid());
    }
}
