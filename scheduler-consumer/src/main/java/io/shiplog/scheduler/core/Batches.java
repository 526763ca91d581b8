package io.shiplog.scheduler.core;

import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;
import io.shiplog.schemas.record.RegisterScheduler;
import io.shiplog.schemas.record.UnschedulablePod;
import io.shiplog.schemas.topic.Partitioning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Collects what a run of cycles decided into records, one namespace each, at most {@link #BATCH_MAX} pods each. */
final class Batches {

    /** So many pods travel in one record: bounds the reconciler's slice. */
    static final int BATCH_MAX = 500;

    private static final String ACTOR = "system:kube-scheduler";

    private final SchedulerSettings settings;
    private final Map<String, List<Binding>> bindings = new LinkedHashMap<>();
    private final Map<String, List<UnschedulablePod>> unschedulable = new LinkedHashMap<>();

    private final Map<String, List<PreemptedPod>> victims = new LinkedHashMap<>();

    Batches(SchedulerSettings settings) {
        this.settings = settings;
    }

    void bind(String namespace, Binding binding) {
        bindings.computeIfAbsent(namespace, n -> new ArrayList<>()).add(binding);
    }

    void unschedulable(String namespace, UnschedulablePod pod) {
        unschedulable.computeIfAbsent(namespace, n -> new ArrayList<>()).add(pod);
    }

    /** The victim is to go from the node, to make room for the preemptor. */
    void preempt(PodInfo victim, String node, PodInfo preemptor) {
        victims.computeIfAbsent(victim.namespace(), n -> new ArrayList<>())
                .add(new PreemptedPod(
                        victim.name(),
                        victim.uid(),
                        node,
                        preemptor.uid(),
                        preemptor.shape().priority()));
    }

    /** The records, with a request id that names the epoch they were decided in. */
    List<Output> outputs(String requestId, long epoch) {
        CommandMeta meta = meta(requestId, settings.replyPartition());
        String scheduler = settings.schedulerName();
        String instance = settings.instance();
        List<Output> out = new ArrayList<>();
        add(out, bindings, (in, pods) -> new BindPods(meta, in, scheduler, instance, epoch, pods));
        add(out, unschedulable, (in, pods) -> new PodsUnschedulable(meta, in, scheduler, instance, epoch, pods));
        // Behind the placements: a victim may have been placed a moment ago.
        add(out, victims, (in, pods) -> new PreemptPods(meta, in, scheduler, instance, epoch, pods));
        return out;
    }

    /** Makes a record of some pods of one namespace. */
    private interface Maker<T> {
        SpecificRecord of(String namespace, List<T> pods);
    }

    private <T> void add(List<Output> out, Map<String, List<T>> byNamespace, Maker<T> maker) {
        byNamespace.forEach((namespace, all) ->
                chunks(all).forEach(chunk -> out.add(output(settings, namespace, maker.of(namespace, chunk)))));
    }

    static Output register(SchedulerSettings settings, String requestId) {
        return output(
                settings,
                "",
                new RegisterScheduler(
                        meta(requestId, settings.replyPartition()), settings.schedulerName(), settings.instance()));
    }

    private static Output output(SchedulerSettings settings, String key, SpecificRecord record) {
        return new Output(Partitioning.of(key, settings.namespacePartitions()), key, record);
    }

    private static CommandMeta meta(String requestId, int replyPartition) {
        return CommandMeta.newBuilder()
                .setRequestId(requestId)
                .setReplyPartition(replyPartition)
                .setActor(ACTOR)
                .build();
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        List<List<T>> out = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH_MAX) {
            out.add(new ArrayList<>(all.subList(from, Math.min(all.size(), from + BATCH_MAX))));
        }
        return out;
    }
}
