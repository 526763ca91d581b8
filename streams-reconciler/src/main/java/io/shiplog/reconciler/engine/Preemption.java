package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.reconciler.admit.Deletion;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;

/**
 * Pods that a scheduler asks to go for more important ones: each gets the condition that says why, its grace period,
 * and an event. The scheduler proposes: a pod that is another one by now, has gone elsewhere, is going already or is
 * not less important stays untouched, so that a command which comes twice does nothing more.
 */
final class Preemption {

    private static final Deletion.Options WITH_ITS_GRACE = new Deletion.Options(-1, "", null);

    private Preemption() {}

    static void take(Slice slice, PreemptPods command) {
        if (!SchedulerInputs.current(slice, command.getSchedulerName(), command.getInstance(), command.getEpoch())) {
            SchedulerInputs.refuseStale(
                    slice,
                    command.getMeta(),
                    command.getNamespace(),
                    command.getVictims().isEmpty()
                            ? ""
                            : command.getVictims().get(0).getName());
            return;
        }
        for (PreemptedPod victim : command.getVictims()) {
            ObjectKey key = Kinds.POD.key(command.getNamespace(), victim.getName());
            KubeObject pod = slice.state().get(key);
            if (pod != null && mayGo(pod, victim)) {
                preempt(slice, command, pod, victim);
            }
        }
    }

    private static boolean mayGo(KubeObject pod, PreemptedPod victim) {
        return pod.uid().equals(victim.getUid())
                && pod.node().equals(victim.getNode())
                && !pod.deleting()
                && Json.longAt(pod.tree(), 0, "spec", "priority") < victim.getPreemptorPriority();
    }

    private static void preempt(Slice slice, PreemptPods command, KubeObject pod, PreemptedPod victim) {
        String scheduler = command.getSchedulerName();
        ObjectNode marked = pod.copy();
        PodConditions.set(
                marked,
                "DisruptionTarget",
                "True",
                "PreemptionByScheduler",
                scheduler + ": preempting to accommodate a higher priority pod",
                slice.now());
        KubeObject reasoned = KubeObject.of(marked, pod.version());
        Admitted going = Deletion.delete(Kinds.POD, reasoned, WITH_ITS_GRACE, slice.now());
        Who who = new Who("system:kube-scheduler", scheduler, slice.input().coordinates(), "Preempt");
        slice.apply(new Admitted(pod, going.after(), going.removed(), false), who);
        Events.record(
                slice,
                Events.about(pod, ""),
                new Events.What(
                        "Normal",
                        "Preempted",
                        "Preempted by pod " + victim.getPreemptorUid() + " on node " + victim.getNode(),
                        scheduler,
                        ""),
                false);
    }
}
