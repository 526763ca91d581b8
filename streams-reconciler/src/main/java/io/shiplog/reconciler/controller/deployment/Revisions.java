package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.common.Owners;
import io.shiplog.reconciler.controller.common.PodTemplates;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Revisions of a Deployment: each is a ReplicaSet; the present one has the highest number. */
final class Revisions {

    /** Longest value of the revision-history annotation. */
    private static final int HISTORY_CHARS = 2000;

    /** Names tried before giving up: each collision changes the hash. */
    private static final int COLLISIONS_MAX = 20;

    private Revisions() {}

    /**
     * Brings the present ReplicaSet's books up to date: its revision above all others, what users wrote on the
     * Deployment, minReadySeconds. Nothing happens when there is none.
     */
    static void sync(DeploymentLook look) {
        OwnedReplicaSet current = look.current();
        if (current == null) {
            return;
        }
        DeploymentFacts deployment = look.deployment();
        Annotations.copyFromDeployment(deployment.annotations(), current.annotations());
        Annotations.raiseRevision(current.annotations(), latest(look.old()) + 1, HISTORY_CHARS);
        current.minReadySeconds(deployment.minReadySeconds());
        if (deployment.hasProgressDeadline() && !current.fresh() && Progress.condition(look.conditions()) == null) {
            look.condition(Progress.made(
                    look.now(), "True", "FoundNewReplicaSet", "Found new replica set \"" + current.name() + "\""));
        }
    }

    /** As {@link #sync}, and creates the ReplicaSet of the present template when there is none. */
    static void syncOrCreate(DeploymentLook look, ClusterView view) {
        if (look.current() == null) {
            create(look, view);
        }
        sync(look);
    }

    private static void create(DeploymentLook look, ClusterView view) {
        DeploymentFacts deployment = look.deployment();
        String hash = freeHash(look, view);
        if (hash == null) {
            return;
        }
        OwnedReplicaSet created = OwnedReplicaSet.fresh(tree(deployment, hash));
        look.current(created);
        Annotations.putSizes(created.annotations(), deployment.replicas(), deployment.maxReplicas());
        int size = RollingUpdate.newReplicas(deployment, ReplicaCounts.spec(look.all()), 0);
        created.replicas(size, latest(look.old()) == 0 ? "Scale" : "Roll");
        if (Progress.creationFailed(look.conditions())) {
            return; // whether it works this time is not known yet: nothing is said before the ReplicaSet is there
        }
        if (deployment.hasProgressDeadline()) {
            look.condition(Progress.made(
                    look.now(), "True", "NewReplicaSetCreated", "Created new replica set \"" + created.name() + "\""));
        }
        if (size > 0) {
            look.scaledEvent(created, 0);
        }
    }

    /** A hash whose name is not taken by a ReplicaSet with another template or owner; counts the collisions. */
    private static @Nullable String freeHash(DeploymentLook look, ClusterView view) {
        DeploymentFacts deployment = look.deployment();
        for (int i = 0; i < COLLISIONS_MAX; i++) {
            String hash = PodTemplates.hash(deployment.template(), look.collisionCount());
            String name = deployment.name() + "-" + hash;
            if (view.get(Kinds.REPLICA_SET.key(deployment.object().namespace(), name)) == null) {
                return hash;
            }
            look.countCollision();
        }
        return null;
    }

    private static ObjectNode tree(DeploymentFacts deployment, String hash) {
        KubeObject owner = deployment.object();
        ObjectNode template = deployment.template().deepCopy();
        Json.ensure(template, "metadata", "labels").put(PodTemplates.HASH_LABEL, hash);
        ObjectNode selector = deployment.selectorJson().deepCopy();
        Json.ensure(selector, "matchLabels").put(PodTemplates.HASH_LABEL, hash);
        ObjectNode tree = Json.object().put("kind", "ReplicaSet").put("apiVersion", Kinds.REPLICA_SET.apiVersion());
        ObjectNode metadata = tree.putObject("metadata");
        metadata.put("name", deployment.name() + "-" + hash).put("namespace", owner.namespace());
        metadata.set("labels", Json.ensure(template, "metadata", "labels").deepCopy());
        metadata.putArray("ownerReferences").add(Owners.reference(Kinds.DEPLOYMENT, owner));
        ObjectNode spec = tree.putObject("spec").put("replicas", 0);
        if (deployment.minReadySeconds() != 0) {
            spec.put("minReadySeconds", deployment.minReadySeconds());
        }
        spec.set("selector", selector);
        spec.set("template", template);
        return tree;
    }

    /** The highest revision of these; 0 when none has one. */
    static long latest(List<OwnedReplicaSet> sets) {
        return sets.stream()
                .mapToLong(set -> Annotations.revision(set.annotations()))
                .max()
                .orElse(0);
    }

    /** The ReplicaSet of a revision, 0 meaning the one before the present, or null. */
    static @Nullable OwnedReplicaSet find(List<OwnedReplicaSet> sets, long revision) {
        if (revision != 0) {
            return sets.stream()
                    .filter(set -> Annotations.revision(set.annotations()) == revision)
                    .findFirst()
                    .orElse(null);
        }
        List<OwnedReplicaSet> newestFirst = sets.stream()
                .filter(set -> Annotations.revision(set.annotations()) > 0)
                .sorted(Comparator.<OwnedReplicaSet>comparingLong(set -> Annotations.revision(set.annotations()))
                        .reversed())
                .toList();
        return newestFirst.size() > 1 ? newestFirst.get(1) : null;
    }

    /** True when the present ReplicaSet was the present one before and has come back. */
    static boolean rollingBack(DeploymentLook look) {
        OwnedReplicaSet current = look.current();
        return current != null && current.annotations().containsKey(Annotations.REVISION_HISTORY);
    }

    /** The Deployment's annotations with the present revision in them. */
    static Map<String, String> annotationsWithRevision(DeploymentLook look) {
        Map<String, String> out = new LinkedHashMap<>(look.deployment().annotations());
        OwnedReplicaSet current = look.current();
        String revision = current == null ? null : current.annotations().get(Annotations.REVISION);
        if (revision != null) {
            out.put(Annotations.REVISION, revision);
        }
        return out;
    }
}
