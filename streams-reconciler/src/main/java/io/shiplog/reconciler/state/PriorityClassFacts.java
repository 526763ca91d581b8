package io.shiplog.reconciler.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.SystemPriorities;
import io.shiplog.schemas.record.ClusterFact;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What every partition knows of a PriorityClass.
 *
 * @param value spec.priority of pods that name it
 * @param globalDefault pods that name none have it
 * @param preemptionPolicy PreemptLowerPriority or Never
 */
public record PriorityClassFacts(String name, int value, boolean globalDefault, String preemptionPolicy) {

    private static final String PREEMPT = "PreemptLowerPriority";

    /** The classes of the system itself: known before any object is, and never otherwise than so. */
    public static final List<PriorityClassFacts> SYSTEM =
            List.of(system(SystemPriorities.CLUSTER_CRITICAL), system(SystemPriorities.NODE_CRITICAL));

    private static PriorityClassFacts system(String name) {
        return new PriorityClassFacts(name, SystemPriorities.value(name, 0), false, PREEMPT);
    }

    /** Of the object. */
    public static PriorityClassFacts of(KubeObject object) {
        return of(object.name(), object.tree());
    }

    /** Of a fact that {@link #body} went into. */
    public static PriorityClassFacts of(ClusterFact fact) {
        ByteBuffer body = fact.getBody();
        byte[] json = new byte[body.remaining()];
        body.duplicate().get(json);
        return of(fact.getName(), Json.parse(json));
    }

    private static PriorityClassFacts of(String name, ObjectNode tree) {
        String policy = Json.textAt(tree, "preemptionPolicy");
        return new PriorityClassFacts(
                name,
                (int) Json.longAt(tree, 0, "value"),
                Json.flagAt(tree, "globalDefault"),
                policy.isEmpty() ? PREEMPT : policy);
    }

    /** What a broadcast fact says of it. */
    public ObjectNode body() {
        return Json.object()
                .put("value", value)
                .put("globalDefault", globalDefault)
                .put("preemptionPolicy", preemptionPolicy);
    }
}
