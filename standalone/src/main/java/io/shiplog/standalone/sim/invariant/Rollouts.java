package io.shiplog.standalone.sim.invariant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.value.IntOrPercent;
import java.util.ArrayList;
import java.util.List;

/** What the promises about Deployments count. */
public final class Rollouts {

    private Rollouts() {}

    /** Pods of a ReplicaSet that are neither over nor on their way out. */
    public static List<KubeObject> active(Picture picture, KubeObject set) {
        return picture.controlledBy(set.uid(), Kinds.POD).stream()
                .filter(pod -> !pod.deleting() && !pod.pod().terminal())
                .toList();
    }

    /** The same of all ReplicaSets of a Deployment. */
    public static List<KubeObject> activePods(Picture picture, KubeObject deployment) {
        List<KubeObject> out = new ArrayList<>();
        picture.controlledBy(deployment.uid(), Kinds.REPLICA_SET).forEach(set -> out.addAll(active(picture, set)));
        return out;
    }

    /** spec.replicas. */
    public static int replicas(KubeObject object) {
        return (int) Json.longAt(object.tree(), 1, "spec", "replicas");
    }

    /** spec.strategy.type is Recreate. */
    public static boolean recreates(KubeObject deployment) {
        return Json.textAt(deployment.tree(), "spec", "strategy", "type").equals("Recreate");
    }

    /** maxSurge in pods: percentages are rounded up. */
    public static int surge(KubeObject deployment) {
        return recreates(deployment) ? 0 : scaled(deployment, "maxSurge", true);
    }

    /** maxUnavailable in pods: percentages are rounded down; when both would be 0 it is 1. */
    public static int unavailable(KubeObject deployment) {
        int down = scaled(deployment, "maxUnavailable", false);
        return down == 0 && surge(deployment) == 0 ? 1 : down;
    }

    private static int scaled(KubeObject deployment, String field, boolean up) {
        JsonNode value = Json.at(deployment.tree(), "spec", "strategy", "rollingUpdate", field);
        return IntOrPercent.scaled(value == null ? TextNode.valueOf("25%") : value, replicas(deployment), up);
    }
}
