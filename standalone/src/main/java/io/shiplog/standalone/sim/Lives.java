package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.Random;

/** What happens to pods on their nodes: init containers, sidecars, probes, hooks, ends. */
final class Lives {

    /** Pods with this script are started again some time after they got ready. */
    static final String LIVENESS_FAILS = "liveness-fails-after";

    private static final String SCRIPT = "simulated.shiplog.io/";
    private static final String PROBE = "{\"httpGet\":{\"path\":\"/\",\"port\":80},\"periodSeconds\":";
    private static final String HOOK = "{\"exec\":{\"command\":[\"true\"]}}";

    private Lives() {}

    /** Of a Deployment's pods: whatever goes wrong does so before they are ready, since rollouts count on that. */
    static void served(ObjectNode metadata, ObjectNode spec, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> probe(spec, "readinessProbe", 1 + random.nextInt(3), 3);
            case 1 -> {
                probe(spec, "startupProbe", 1, 3);
                script(metadata, "startup-delay", random.nextInt(6_000) + "ms");
                script(metadata, "exits", "1");
            }
            case 2 -> extra(spec, "initContainers", "setup");
            case 3 -> sidecar(metadata, spec, random);
            case 4 -> {
                hook(spec, "postStart");
                script(metadata, "post-start-error", "scripted");
                script(metadata, "exits", "1");
            }
            case 5 -> {
                hook(spec, "preStop");
                script(metadata, "pre-stop-delay", random.nextInt(8_000) + "ms");
            }
            default -> {
                // as most are
            }
        }
    }

    /** Of a pod of nobody's. */
    static void bare(ObjectNode metadata, ObjectNode spec, Random random) {
        switch (random.nextInt(13)) {
            case 0 -> {
                probe(spec, "livenessProbe", 1, 2);
                script(metadata, LIVENESS_FAILS, random.nextInt(20_000) + "ms");
                script(metadata, "exits", "2");
            }
            case 1 -> {
                spec.put("restartPolicy", "OnFailure");
                script(metadata, "exit-after", random.nextInt(20_000) + "ms");
                script(metadata, "exit-code", "3");
                script(metadata, "exits", "0");
            }
            case 2, 9, 10, 11 -> once(metadata, spec, random);
            case 3 -> {
                once(metadata, spec, random);
                extra(spec, "initContainers", "setup");
                script(metadata, "exit-code.setup", "1");
            }
            case 4, 5 -> {
                once(metadata, spec, random);
                sidecar(metadata, spec, random);
                spec.put("terminationGracePeriodSeconds", 60);
                script(metadata, "ignore-term.proxy", "true");
            }
            case 6 -> {
                once(metadata, spec, random);
                script(metadata, "exit-after", "1h");
                script(metadata, "ignore-term", "true");
                spec.put("activeDeadlineSeconds", 1 + random.nextInt(20));
                if (random.nextBoolean()) {
                    extra(spec, "initContainers", "setup");
                    script(metadata, "exit-after.setup", "1h");
                }
            }
            case 7 ->
                Json.objectsAt(spec, "containers")
                        .forEach(container -> container
                                .putArray("envFrom")
                                .addObject()
                                .putObject("configMapRef")
                                .put("name", Manifests.MISSING_CONFIG));
            case 8 -> {
                // Whoever names a node himself asks no scheduler: the node has the last word.
                spec.remove("nodeSelector");
                spec.put("nodeName", "node-" + random.nextInt(3));
                Json.objectsAt(spec, "containers")
                        .forEach(container -> Json.ensure(container, "resources", "requests")
                                .put("cpu", random.nextBoolean() ? Manifests.TOO_MUCH_CPU : "100m"));
            }
            default -> served(metadata, spec, random);
        }
    }

    private static void once(ObjectNode metadata, ObjectNode spec, Random random) {
        spec.put("restartPolicy", "Never");
        script(metadata, "exit-after", random.nextInt(random.nextBoolean() ? 60_000 : 20) + "ms");
        script(metadata, "exit-code", random.nextBoolean() ? "0" : "1");
    }

    private static void sidecar(ObjectNode metadata, ObjectNode spec, Random random) {
        extra(spec, "initContainers", "proxy").put("restartPolicy", "Always");
        script(metadata, "stop-delay.proxy", random.nextInt(4_000) + "ms");
    }

    private static ObjectNode extra(ObjectNode spec, String field, String name) {
        ObjectNode container = spec.withArray(field).addObject();
        return container.put("name", name).put("image", "busybox:1");
    }

    private static void probe(ObjectNode spec, String field, int periodSeconds, int failures) {
        Json.objectsAt(spec, "containers")
                .forEach(container -> container.set(
                        field, Json.parse(PROBE + periodSeconds + ",\"failureThreshold\":" + failures + "}")));
    }

    private static void hook(ObjectNode spec, String name) {
        Json.objectsAt(spec, "containers")
                .forEach(container -> container.withObject("/lifecycle").set(name, Json.parse(HOOK)));
    }

    private static void script(ObjectNode metadata, String name, String value) {
        metadata.withObject("/annotations").put(SCRIPT + name, value);
    }
}
