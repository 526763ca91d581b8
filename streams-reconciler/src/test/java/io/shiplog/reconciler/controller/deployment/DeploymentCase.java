package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a look from the few numbers of a vector case: a Deployment named d, ReplicaSets of its template or another.
 */
final class DeploymentCase {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final ObjectNode deployment =
            Json.object().put("kind", "Deployment").put("apiVersion", "apps/v1");
    private final List<OwnedReplicaSet> sets = new ArrayList<>();
    private Instant now = NOW;

    DeploymentCase(int replicas) {
        deployment
                .putObject("metadata")
                .put("name", "d")
                .put("namespace", "test")
                .put("uid", "d-uid");
        ObjectNode spec = deployment.putObject("spec").put("replicas", replicas);
        spec.set("template", template("current"));
        spec.putObject("strategy").put("type", "RollingUpdate").putObject("rollingUpdate");
    }

    static ObjectNode template(String image) {
        ObjectNode template = Json.object();
        template.putObject("spec").putArray("containers").addObject().put("image", image);
        return template;
    }

    DeploymentCase rolling(@Nullable JsonNode maxSurge, @Nullable JsonNode maxUnavailable) {
        ObjectNode rolling = Json.ensure(deployment, "spec", "strategy", "rollingUpdate");
        if (maxSurge != null) {
            rolling.set("maxSurge", maxSurge);
        }
        if (maxUnavailable != null) {
            rolling.set("maxUnavailable", maxUnavailable);
        }
        return this;
    }

    DeploymentCase rolling(JsonNode input) {
        return rolling(Json.at(input, "maxSurge"), Json.at(input, "maxUnavailable"));
    }

    DeploymentCase strategy(String type) {
        Json.ensure(deployment, "spec", "strategy").put("type", type);
        return this;
    }

    DeploymentCase spec(String field, JsonNode value) {
        Json.ensure(deployment, "spec").set(field, value);
        return this;
    }

    DeploymentCase status(JsonNode counts) {
        Json.ensure(deployment, "status")
                .put("replicas", Json.longAt(counts, 0, "total"))
                .put("updatedReplicas", Json.longAt(counts, 0, "updated"))
                .put("readyReplicas", Json.longAt(counts, 0, "ready"))
                .put("availableReplicas", Json.longAt(counts, 0, "available"));
        return this;
    }

    DeploymentCase condition(@Nullable JsonNode condition) {
        if (condition != null) {
            Json.ensure(deployment, "status").putArray("conditions").add(condition);
        }
        return this;
    }

    DeploymentCase now(String text) {
        if (!text.isEmpty()) {
            now = Instant.parse(text);
        }
        return this;
    }

    /** Adds the ReplicaSet of the present template. */
    DeploymentCase current(String name, int replicas, int available) {
        return set(tree(name, template("current"), replicas, available));
    }

    /** Adds a ReplicaSet of another template. */
    DeploymentCase old(String name, int replicas, int available) {
        return set(tree(name, template("old-" + name), replicas, available));
    }

    DeploymentCase set(ObjectNode tree) {
        sets.add(OwnedReplicaSet.existing(KubeObject.of(tree, 1)));
        return this;
    }

    static ObjectNode tree(String name, ObjectNode template, int replicas, int available) {
        ObjectNode tree = Json.object().put("kind", "ReplicaSet").put("apiVersion", "apps/v1");
        tree.putObject("metadata").put("name", name).put("namespace", "test").put("uid", name + "-uid");
        tree.putObject("spec").put("replicas", replicas).set("template", template);
        tree.putObject("status").put("availableReplicas", available);
        return tree;
    }

    static ObjectNode created(ObjectNode set, Instant time) {
        Json.ensure(set, "metadata").put("creationTimestamp", Times.format(time));
        return set;
    }

    static ObjectNode annotated(ObjectNode set, String key, @Nullable JsonNode value) {
        if (value != null) {
            Json.ensure(set, "metadata", "annotations").put(key, value.asText());
        }
        return set;
    }

    DeploymentLook look() {
        return DeploymentLook.of(KubeObject.of(deployment.deepCopy(), 1), sets, now);
    }

    DeploymentFacts facts() {
        return look().deployment();
    }
}
