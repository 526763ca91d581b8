package io.shiplog.standalone.sim;

import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.standalone.sim.invariant.Picture;
import io.shiplog.standalone.sim.invariant.Violation;
import java.util.Comparator;

/** The last act: a machine goes and stays away. It is missed in time, and its pods are told to go. */
final class DeadForGood {

    private static final String PROMISE = "ADeadNodeIsMissedInTime";
    /** The grace of four seconds, one between two heartbeats, a half between two looks, the rest for the words. */
    private static final long MISSED_MILLIS = 6_000;
    /** The three seconds for which pods tolerate it by default, and as much again. */
    private static final long LEFT_MILLIS = 6_000;

    private DeadForGood() {}

    /** Plays it in a cluster that is quiet. Of at least three hosts, one with the fewest nodes has less than half. */
    static void play(SimCluster cluster) {
        SimClock clock = cluster.world().clock();
        Picture picture = cluster.world().checks().picture();
        SimHost host = cluster.hosts().stream()
                .min(Comparator.comparingInt(one -> one.nodes().size()))
                .orElseThrow();
        LogWatcher.note(clock.now(), host.name() + " " + host.nodes() + " is down for good");
        host.powerOff();
        clock.runUntil(clock.now() + MISSED_MILLIS);
        for (String name : host.nodes()) {
            KubeObject node = picture.get(Kinds.NODE.key("", name));
            String ready = node == null ? "gone" : PodConditions.status(node.tree(), "Ready");
            if (!ready.equals("Unknown")) {
                throw new Violation(PROMISE, name + " is dead for " + MISSED_MILLIS + " ms and has Ready " + ready);
            }
        }
        clock.runUntil(clock.now() + LEFT_MILLIS);
        for (KubeObject pod : picture.all(Kinds.POD)) {
            boolean hasToGo = !pod.deleting() && !pod.pod().terminal() && !toleratesAll(pod);
            if (host.nodes().contains(pod.node()) && hasToGo) {
                throw new Violation(PROMISE, pod.key() + " is left on " + pod.node() + ", which is dead");
            }
        }
    }

    private static boolean toleratesAll(KubeObject pod) {
        return Json.objectsAt(pod.tree(), "spec", "tolerations").stream()
                .anyMatch(toleration -> toleration.path("operator").asText().equals("Exists")
                        && !toleration.has("key")
                        && !toleration.has("tolerationSeconds"));
    }
}
