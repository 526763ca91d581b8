package io.shiplog.standalone.sim.invariant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is still missing until the cluster is as its users want it; where that is impossible, as Kubernetes
 * would show it.
 */
public final class Convergence {

    private static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
    private static final Set<String> STUCK_REASONS =
            Set.of("ErrImagePull", "ImagePullBackOff", "CreateContainerConfigError");

    private final Picture picture;
    private final Set<String> nodes;
    private final Predicate<ObjectNode> pullable;
    private final Predicate<ObjectNode> placeable;
    private final List<String> missing = new ArrayList<>();

    /**
     * A look at the cluster.
     *
     * @param nodes names of the nodes that there are
     * @param pullable can the images of a pod spec be had?
     * @param placeable does a pod spec fit on some node?
     */
    public Convergence(
            Picture picture, Set<String> nodes, Predicate<ObjectNode> pullable, Predicate<ObjectNode> placeable) {
        this.picture = picture;
        this.nodes = Set.copyOf(nodes);
        this.pullable = pullable;
        this.placeable = placeable;
    }

    /** Empty when all is well. */
    public List<String> missing() {
        missing.clear();
        nodes();
        for (KubeObject object : picture.all()) {
            if (object.deleting()) {
                missing.add(object + " is still being deleted");
            } else {
                owners(object);
            }
        }
        picture.all(Kinds.DEPLOYMENT).forEach(this::deployment);
        picture.all(Kinds.REPLICA_SET).forEach(this::replicaSet);
        picture.all(Kinds.POD).forEach(this::pod);
        picture.running().forEach((uid, node) -> {
            KubeObject pod = picture.byUid(uid);
            if (pod == null || !pod.node().equals(node)) {
                missing.add("a container of " + (pod == null ? uid : pod) + " runs on " + node + " for nobody");
            }
        });
        return List.copyOf(missing);
    }

    private void nodes() {
        Set<String> absent = new TreeSet<>(nodes);
        for (KubeObject node : picture.all(Kinds.NODE)) {
            absent.remove(node.name());
            String ready = condition(node, "Ready", "status");
            if (!ready.equals("True")
                    || !Json.objectsAt(node.tree(), "spec", "taints").isEmpty()) {
                missing.add(node + " has Ready " + ready + " and taints " + Json.at(node.tree(), "spec", "taints"));
            }
        }
        if (!absent.isEmpty()) {
            missing.add("no Node object for " + absent);
        }
    }

    private void owners(KubeObject object) {
        for (String owner : object.ownerUids()) {
            if (picture.byUid(owner) == null) {
                missing.add(object + " has an owner that is gone: " + owner);
            }
        }
        boolean lives =
                object.namespace().isEmpty() || picture.get(Kinds.NAMESPACE.key("", object.namespace())) != null;
        if (!lives) {
            missing.add(object + " is in a namespace that is gone");
        }
    }

    private void deployment(KubeObject deployment) {
        long generation = Json.longAt(deployment.tree(), 0, "metadata", "generation");
        long observed = Json.longAt(deployment.tree(), 0, "status", "observedGeneration");
        if (observed != generation) {
            missing.add(deployment + " has generation " + generation + ", observed is " + observed);
        }
        if (standsStillInKubernetesToo(deployment)) {
            return;
        }
        ObjectNode podSpec = Json.ensure(deployment.copy(), "spec", "template", "spec");
        List<KubeObject> pods = Rollouts.activePods(picture, deployment);
        int replicas = Rollouts.replicas(deployment);
        boolean paused = Json.flagAt(deployment.tree(), "spec", "paused");
        if (paused || !pullable.test(podSpec) || !placeable.test(podSpec)) {
            between(deployment, pods.size(), replicas, paused);
            return;
        }
        long right = pods.stream()
                .filter(pod -> pod.pod().ready() && image(pod.tree(), "spec").equals(templateImage(deployment)))
                .count();
        counts(deployment, replicas);
        if (right != replicas || pods.size() != replicas) {
            missing.add(deployment + " has " + pods.size() + " pods of which " + right
                    + " are ready and of its image; wanted " + replicas);
        }
    }

    /**
     * Kubernetes never gets on with a Recreate Deployment that has several ReplicaSets with pods of which one was sized
     * for another number of replicas: that counts as scaling, and only rolling updates are scaled in proportion. It
     * comes about when ReplicaSets that were let go in the middle of a rollout are adopted. Seed 924 met it first.
     */
    private boolean standsStillInKubernetesToo(KubeObject deployment) {
        List<KubeObject> sized = picture.controlledBy(deployment.uid(), Kinds.REPLICA_SET).stream()
                .filter(set -> Rollouts.replicas(set) > 0)
                .toList();
        String wanted = String.valueOf(Rollouts.replicas(deployment));
        return Rollouts.recreates(deployment)
                && sized.size() > 1
                && sized.stream()
                        .anyMatch(set -> !set.annotation(DESIRED_REPLICAS).equals(wanted));
    }

    private void between(KubeObject deployment, int pods, int replicas, boolean paused) {
        int least = paused ? 0 : replicas - Rollouts.unavailable(deployment);
        if (pods > replicas + Rollouts.surge(deployment) || pods < least) {
            missing.add(deployment + " cannot get on and has " + pods + " pods; replicas are " + replicas);
        }
    }

    private void counts(KubeObject deployment, int replicas) {
        for (String field : List.of("replicas", "updatedReplicas", "readyReplicas", "availableReplicas")) {
            long shown = Json.longAt(deployment.tree(), 0, "status", field);
            if (shown != replicas) {
                missing.add(deployment + " shows " + field + " " + shown + "; wanted " + replicas);
            }
        }
    }

    private void replicaSet(KubeObject set) {
        int pods = Rollouts.active(picture, set).size();
        if (pods != Rollouts.replicas(set)) {
            missing.add(set + " has " + pods + " pods; replicas are " + Rollouts.replicas(set));
        }
        long shown = Json.longAt(set.tree(), 0, "status", "replicas");
        if (shown != pods) {
            missing.add(set + " shows " + shown + " pods and has " + pods);
        }
    }

    private void pod(KubeObject pod) {
        ObjectNode spec = Json.ensure(pod.copy(), "spec");
        if (pod.pod().terminal()) {
            return;
        }
        if (pod.node().isEmpty()) {
            boolean told = condition(pod, "PodScheduled", "reason").equals("Unschedulable");
            boolean yields = Json.longAt(spec, 0, "priority") < 0;
            if ((placeable.test(spec) && !yields) || !told) {
                missing.add(pod + " has no node" + (told ? " and was called unschedulable" : ""));
            }
        } else if (!pullable.test(spec)) {
            if (!STUCK_REASONS.contains(waitingReason(pod))) {
                missing.add(pod + " cannot start and waits for " + waitingReason(pod));
            }
        } else if (!pod.pod().ready() || !pod.node().equals(picture.running().get(pod.uid()))) {
            missing.add(pod + " on " + pod.node() + " is ready: " + pod.pod().ready() + ", runs on "
                    + picture.running().get(pod.uid()));
        }
    }

    private static String condition(KubeObject object, String type, String field) {
        return Json.objectsAt(object.tree(), "status", "conditions").stream()
                .filter(condition -> Json.textAt(condition, "type").equals(type))
                .map(condition -> Json.textAt(condition, field))
                .findFirst()
                .orElse("");
    }

    private static String waitingReason(KubeObject pod) {
        return Json.objectsAt(pod.tree(), "status", "containerStatuses").stream()
                .map(status -> Json.textAt(status, "state", "waiting", "reason"))
                .findFirst()
                .orElse("nothing");
    }

    private static String templateImage(KubeObject deployment) {
        return image(Json.ensure(deployment.copy(), "spec", "template"), "spec");
    }

    private static String image(ObjectNode tree, String spec) {
        return Json.objectsAt(tree, spec, "containers").stream()
                .map(container -> Json.textAt(container, "image"))
                .findFirst()
                .orElse("");
    }
}
