package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.value.LabelSelector;
import java.util.List;
import java.util.Map;

/** A Deployment as one look sees it: spec with absolute numbers, status as last written. */
final class DeploymentFacts {

    /** progressDeadlineSeconds and revisionHistoryLimit: the largest int32 means none. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private final KubeObject object;
    private final ObjectNode spec;
    private final int replicas;
    private final Fenceposts fenceposts;

    private DeploymentFacts(KubeObject object) {
        this.object = object;
        JsonNode found = Json.at(object.tree(), "spec");
        this.spec = found instanceof ObjectNode there ? there : Json.object();
        this.replicas = (int) Json.longAt(spec, 1, "replicas");
        this.fenceposts = rollingUpdate() ? fenceposts() : new Fenceposts(0, 0);
    }

    static DeploymentFacts of(KubeObject object) {
        return new DeploymentFacts(object);
    }

    private Fenceposts fenceposts() {
        return Fenceposts.lenient(
                Json.at(spec, "strategy", "rollingUpdate", "maxSurge"),
                Json.at(spec, "strategy", "rollingUpdate", "maxUnavailable"),
                replicas);
    }

    KubeObject object() {
        return object;
    }

    String name() {
        return object.name();
    }

    int replicas() {
        return replicas;
    }

    boolean rollingUpdate() {
        return !Json.textAt(spec, "strategy", "type").equals("Recreate");
    }

    /** Pods above replicas while rolling; 0 for Recreate. */
    int maxSurge() {
        return fenceposts.surge();
    }

    /** Pods that may be missing while rolling, at most replicas; 0 for Recreate and when nothing is wanted. */
    int maxUnavailable() {
        return Math.min(fenceposts.unavailable(), replicas);
    }

    /** Pods that must be available while rolling; 0 for Recreate. */
    int minAvailable() {
        return rollingUpdate() ? Math.max(0, replicas - maxUnavailable()) : 0;
    }

    /** What max-replicas says on its ReplicaSets. */
    int maxReplicas() {
        return replicas + maxSurge();
    }

    boolean paused() {
        return Json.flagAt(spec, "paused");
    }

    int minReadySeconds() {
        return (int) Json.longAt(spec, 0, "minReadySeconds");
    }

    long progressDeadlineSeconds() {
        return Json.longAt(spec, UNLIMITED, "progressDeadlineSeconds");
    }

    boolean hasProgressDeadline() {
        return progressDeadlineSeconds() != UNLIMITED;
    }

    int revisionHistoryLimit() {
        return (int) Json.longAt(spec, UNLIMITED, "revisionHistoryLimit");
    }

    ObjectNode template() {
        return spec.get("template") instanceof ObjectNode template ? template : Json.object();
    }

    ObjectNode selectorJson() {
        return spec.get("selector") instanceof ObjectNode selector ? selector : Json.object();
    }

    LabelSelector selector() {
        return LabelSelector.of(Json.at(spec, "selector"));
    }

    Map<String, String> annotations() {
        return Json.mapAt(object.tree(), "metadata", "annotations");
    }

    long generation() {
        return Json.longAt(object.tree(), 0, "metadata", "generation");
    }

    int collisionCount() {
        return (int) Json.longAt(object.tree(), 0, "status", "collisionCount");
    }

    DeploymentCounts status() {
        return DeploymentCounts.of(object.tree());
    }

    List<ObjectNode> conditions() {
        return Json.objectsAt(object.tree(), "status", "conditions");
    }
}
