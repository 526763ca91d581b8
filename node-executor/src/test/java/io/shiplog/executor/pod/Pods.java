package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.Decision;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.StopPod;
import java.nio.ByteBuffer;

/** Pods and commands for tests: a pod of one nginx container unless something else is said. */
public final class Pods {

    private static final Decision DECISION = new Decision("Schedule", "test", "test-0@0");

    private Pods() {}

    /** A Pod with one container of this image and restart policy; settings of the simulation as name, value, name … */
    public static ObjectNode pod(String name, String image, String restartPolicy, String... settings) {
        ObjectNode pod = Json.object();
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", name).put("namespace", "default");
        for (int i = 0; i < settings.length; i += 2) {
            metadata.withObject("/annotations").put(PodTemplate.SIMULATION_PREFIX + settings[i], settings[i + 1]);
        }
        ObjectNode spec = pod.putObject("spec");
        spec.put("restartPolicy", restartPolicy);
        spec.putArray("containers").addObject().put("name", "nginx").put("image", image);
        return pod;
    }

    public static ObjectNode nginx(String name, String... settings) {
        return pod(name, "nginx:1.25", "Always", settings);
    }

    /** The same pod asking for this cpu and memory. */
    public static ObjectNode asking(ObjectNode pod, String cpu, String memory) {
        ((ObjectNode) pod.at("/spec/containers/0"))
                .withObject("/resources/requests")
                .put("cpu", cpu)
                .put("memory", memory);
        return pod;
    }

    public static RunPod run(String node, String uid, ObjectNode pod) {
        return new RunPod(
                node,
                "default",
                Json.textAt(pod, "metadata", "name"),
                uid,
                1L,
                ByteBuffer.wrap(Json.bytes(pod)),
                DECISION);
    }

    public static StopPod stop(String node, String uid, String name, long graceSeconds) {
        return new StopPod(node, "default", name, uid, graceSeconds, DECISION);
    }
}
