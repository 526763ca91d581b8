package io.shiplog.executor.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.schemas.object.Json;

/** Pods that a runtime holds and no command has named yet. */
final class Strays {

    private Strays() {}

    /** A template good enough to stop the pod by: its own where the runtime kept it, else its containers' names. */
    static PodTemplate template(FoundPod pod) {
        if (!pod.templateSource().isEmpty()) {
            return PodTemplate.parse(pod.templateSource());
        }
        ObjectNode tree = Json.object();
        pod.containers()
                .forEach(container -> tree.withArray("containers").addObject().put("name", container.name()));
        return PodTemplate.parse(Json.text(tree));
    }
}
