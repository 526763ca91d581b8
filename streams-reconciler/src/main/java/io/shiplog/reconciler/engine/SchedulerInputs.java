package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.reconciler.engine.ReconcileEngine.Handler;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.RegisterScheduler;
import io.shiplog.schemas.record.UnschedulablePod;
import java.nio.ByteBuffer;
import java.util.Map;

/** What a scheduler says: it registers for an epoch, proposes placements, and reports pods that fit nowhere. */
final class SchedulerInputs {

    private static final String STALE = "the epoch of the scheduler is stale";

    void register(Map<Class<?>, Handler> handlers) {
        handlers.put(RegisterScheduler.class, (slice, record) -> register(slice, (RegisterScheduler) record));
        handlers.put(BindPods.class, (slice, record) -> bind(slice, (BindPods) record));
        handlers.put(PodsUnschedulable.class, (slice, record) -> unschedulable(slice, (PodsUnschedulable) record));
        handlers.put(PreemptPods.class, (slice, record) -> Preemption.take(slice, (PreemptPods) record));
    }

    /**
     * Gives the next epoch, never a smaller one even after the rows were lost: it is at least log time. Every partition
     * hears of it in order with its other commands and echoes it to the scheduler (see {@link #echo}).
     */
    private void register(Slice slice, RegisterScheduler command) {
        String row = "scheduler/" + command.getSchedulerName();
        long epoch =
                Math.max(slice.state().rows().number(row, 0) + 1, slice.now().toEpochMilli());
        slice.state().rows().put(row, epoch);
        ObjectNode body = Json.object();
        body.put("requestId", command.getMeta().getRequestId());
        body.put("replyPartition", command.getMeta().getReplyPartition());
        slice.broadcast(new ClusterFact(
                0,
                FactKind.SCHEDULER,
                command.getSchedulerName(),
                command.getInstance(),
                epoch,
                false,
                ByteBuffer.wrap(Json.bytes(body))));
    }

    /** The answer of one partition to a new scheduler. */
    static void echo(Slice slice, ClusterFact fact) {
        ObjectNode body = Json.parse(ObjectCommands.bytes(fact.getBody()));
        CommandMeta meta = new CommandMeta();
        meta.setRequestId(Json.textAt(body, "requestId"));
        meta.setReplyPartition((int) Json.longAt(body, -1, "replyPartition"));
        if (meta.getReplyPartition() >= 0) {
            slice.send(meta, slice.reply(meta, 200).setEpoch(fact.getVersion()).build());
        }
    }

    /** Does the command come from the scheduler that has the epoch? */
    static boolean current(Slice slice, String scheduler, String instance, long epoch) {
        ClusterFact fact = slice.state().fact(FactKind.SCHEDULER, scheduler);
        return fact != null && fact.getVersion() == epoch && fact.getUid().equals(instance);
    }

    private void bind(Slice slice, BindPods command) {
        boolean current = current(slice, command.getSchedulerName(), command.getInstance(), command.getEpoch());
        for (Binding binding : command.getBindings()) {
            ObjectKey key = Kinds.POD.key(command.getNamespace(), binding.getName());
            try {
                if (!current) {
                    throw stale(binding.getName());
                }
                bind(slice, command, key, binding);
            } catch (StatusException refusal) {
                slice.refused(command.getMeta(), key, refusal);
            }
        }
    }

    /** By its cause a scheduler knows that it has to register again. */
    private static StatusException stale(String pod) {
        return StatusException.conflict("", "pods/binding", pod, STALE)
                .withCause(StatusException.STALE_SCHEDULER_EPOCH, STALE);
    }

    /** Refuses a whole command, in the name of a pod in it. */
    static void refuseStale(Slice slice, CommandMeta meta, String namespace, String pod) {
        slice.refused(meta, Kinds.POD.key(namespace, pod), stale(pod));
    }

    /** status.nominatedNodeName: where the pod will run when preempted pods are gone; a placed one has none. */
    private static void nominate(ObjectNode pod, String node) {
        ObjectNode status = Json.ensure(pod, "status");
        if (node.isEmpty()) {
            status.remove("nominatedNodeName");
        } else {
            status.put("nominatedNodeName", node);
        }
    }

    private static StatusException refuse(Binding binding, String detail) {
        return StatusException.conflict("", "pods/binding", binding.getName(), detail);
    }

    /** The events come from the profile that the pod names, as in Kubernetes, whoever has the epoch. */
    private void bind(Slice slice, BindPods command, ObjectKey key, Binding binding) {
        KubeObject pod = slice.state().get(key);
        if (pod == null || !pod.uid().equals(binding.getUid())) {
            throw StatusException.notFound("", "pods", binding.getName());
        }
        if (!pod.node().isEmpty()) {
            throw refuse(binding, "pod " + pod.name() + " is already assigned to node \"" + pod.node() + "\"");
        }
        if (pod.deleting()) {
            throw refuse(binding, "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
        }
        if (!Json.objectsAt(pod.tree(), "spec", "schedulingGates").isEmpty()) {
            throw refuse(binding, "pod " + pod.name() + " has non-empty .spec.schedulingGates");
        }
        ObjectNode next = Json.copyFor(pod.tree(), "status");
        ObjectNode spec = Json.copyFor(Json.ensure(next, "spec"));
        spec.put("nodeName", binding.getNode());
        next.set("spec", spec);
        PodConditions.set(next, "PodScheduled", "True", "", "", slice.now());
        nominate(next, "");
        Who who = new Who(
                "system:kube-scheduler",
                command.getSchedulerName(),
                slice.input().coordinates(),
                "Schedule");
        slice.apply(new Admitted(pod, KubeObject.of(next, pod.version() + 1), false, false), who);
        Events.record(
                slice,
                Events.about(pod, ""),
                new Events.What(
                        "Normal",
                        "Scheduled",
                        "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + binding.getNode(),
                        Json.textAt(spec, "schedulerName"),
                        ""),
                false);
    }

    private void unschedulable(Slice slice, PodsUnschedulable command) {
        if (!current(slice, command.getSchedulerName(), command.getInstance(), command.getEpoch())) {
            // One that only has pods which fit nowhere would never learn from a refused binding that it was fenced off.
            String first =
                    command.getPods().isEmpty() ? "" : command.getPods().get(0).getName();
            refuseStale(slice, command.getMeta(), command.getNamespace(), first);
            return;
        }
        for (UnschedulablePod report : command.getPods()) {
            KubeObject pod = slice.state().get(Kinds.POD.key(command.getNamespace(), report.getName()));
            if (pod == null || !pod.uid().equals(report.getUid()) || !pod.node().isEmpty() || pod.deleting()) {
                continue;
            }
            ObjectNode next = Json.copyFor(pod.tree(), "status");
            PodConditions.set(next, "PodScheduled", "False", "Unschedulable", report.getMessage(), slice.now());
            if (report.getNominatedNode() != null) {
                nominate(next, report.getNominatedNode());
            }
            boolean unchanged = Json.same(next.get("status"), pod.tree().get("status"));
            Who who = new Who(
                    "system:kube-scheduler",
                    command.getSchedulerName(),
                    slice.input().coordinates(),
                    "");
            slice.apply(
                    new Admitted(pod, unchanged ? pod : KubeObject.of(next, pod.version() + 1), false, unchanged), who);
            Events.record(
                    slice,
                    Events.about(pod, ""),
                    new Events.What(
                            "Warning",
                            "FailedScheduling",
                            report.getMessage(),
                            Json.textAt(next, "spec", "schedulerName"),
                            ""),
                    true);
        }
    }
}
