package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.Owners;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Deployment's ReplicaSet during one look: what was seen, and what it is to become; one effect in the end. */
final class OwnedReplicaSet {

    /** By creation time, then name. */
    static final Comparator<OwnedReplicaSet> OLDEST_FIRST = Comparator.<OwnedReplicaSet>comparingLong(
                    rs -> rs.seen.creationMillis())
            .thenComparing(OwnedReplicaSet::name);

    /** By size, the largest first; of equal ones the older. */
    static final Comparator<OwnedReplicaSet> LARGEST_THEN_OLDEST =
            Comparator.<OwnedReplicaSet>comparingInt(set -> -set.replicas()).thenComparing(OLDEST_FIRST);

    /** By size, the largest first; of equal ones the newer. */
    static final Comparator<OwnedReplicaSet> LARGEST_THEN_NEWEST =
            Comparator.<OwnedReplicaSet>comparingInt(set -> -set.replicas()).thenComparing(OLDEST_FIRST.reversed());

    private final KubeObject seen;
    private final boolean fresh;
    private final int seenReplicas;
    private final Map<String, String> annotations;
    private int replicas;
    private int minReadySeconds;
    private @Nullable KubeObject adopter;
    private String action = "Roll";

    private OwnedReplicaSet(KubeObject seen, boolean fresh) {
        this.seen = seen;
        this.fresh = fresh;
        this.seenReplicas = (int) Json.longAt(seen.tree(), 1, "spec", "replicas");
        this.replicas = seenReplicas;
        this.minReadySeconds = (int) Json.longAt(seen.tree(), 0, "spec", "minReadySeconds");
        this.annotations = Json.mapAt(seen.tree(), "metadata", "annotations").isEmpty()
                ? new LinkedHashMap<>()
                : Json.mapAt(seen.tree(), "metadata", "annotations");
    }

    /** One that exists. */
    static OwnedReplicaSet existing(KubeObject seen) {
        return new OwnedReplicaSet(seen, false);
    }

    /** One to be created from this tree. */
    static OwnedReplicaSet fresh(ObjectNode tree) {
        return new OwnedReplicaSet(KubeObject.of(tree, 0), true);
    }

    KubeObject seen() {
        return seen;
    }

    String name() {
        return seen.name();
    }

    boolean fresh() {
        return fresh;
    }

    /** spec.replicas as wanted by now. */
    int replicas() {
        return replicas;
    }

    boolean active() {
        return replicas > 0;
    }

    void replicas(int wanted, String why) {
        replicas = wanted;
        action = why;
    }

    /** Annotations as wanted by now; changes are kept. */
    Map<String, String> annotations() {
        return annotations;
    }

    void minReadySeconds(int seconds) {
        minReadySeconds = seconds;
    }

    void adoptedBy(KubeObject deployment) {
        adopter = deployment;
        action = "Adopt";
    }

    @Nullable
    JsonNode template() {
        return Json.at(seen.tree(), "spec", "template");
    }

    int statusReplicas() {
        return (int) Json.longAt(seen.tree(), 0, "status", "replicas");
    }

    int readyReplicas() {
        return (int) Json.longAt(seen.tree(), 0, "status", "readyReplicas");
    }

    int availableReplicas() {
        return (int) Json.longAt(seen.tree(), 0, "status", "availableReplicas");
    }

    /** status.terminatingReplicas; 0 when never observed, null when it was observed without counting them. */
    @Nullable
    Integer terminatingReplicas() {
        JsonNode found = Json.at(seen.tree(), "status", "terminatingReplicas");
        if (found != null) {
            return found.intValue();
        }
        return Json.longAt(seen.tree(), 0, "status", "observedGeneration") == 0 ? 0 : null;
    }

    /** True when its controller has seen the present spec. */
    boolean observed() {
        return Json.longAt(seen.tree(), 0, "metadata", "generation")
                <= Json.longAt(seen.tree(), 0, "status", "observedGeneration");
    }

    List<ObjectNode> conditions() {
        return Json.objectsAt(seen.tree(), "status", "conditions");
    }

    /** What has to be done to it, or null. */
    @Nullable
    Effect effect() {
        ObjectNode next = seen.copy();
        ObjectNode spec = Json.ensure(next, "spec");
        if (replicas != seenReplicas || fresh) {
            spec.put("replicas", replicas);
        }
        if (minReadySeconds != Json.longAt(spec, 0, "minReadySeconds")) {
            spec.put("minReadySeconds", minReadySeconds);
        }
        if (!annotations.equals(Json.mapAt(next, "metadata", "annotations"))) {
            ObjectNode written = Json.ensure(next, "metadata").putObject("annotations");
            annotations.forEach(written::put);
        }
        if (adopter != null) {
            Owners.adopt(next, Kinds.DEPLOYMENT, adopter);
        }
        if (fresh) {
            return new Effect.Create(Kinds.REPLICA_SET, seen.namespace(), next, action);
        }
        return next.equals(seen.tree()) ? null : new Effect.Update(seen, next, false, action);
    }
}
