package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.Random;

/** What the users of a simulated cluster write. */
final class Manifests {

    /** No registry has it. */
    static final String MISSING_IMAGE = "nginx:1.91";
    /** A ConfigMap that nobody makes. */
    static final String MISSING_CONFIG = "absent";
    /** A node has four. */
    static final String TOO_MUCH_CPU = "64";

    /** A ConfigMap that some pods name. */
    static final String CONFIG_MAP = "settings";
    /** A Secret that some pods name. */
    static final String SECRET = "password";

    private static final int REPLICAS_MAX = 7;

    private Manifests() {}

    static ObjectNode namespace(String name) {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", name);
        return out;
    }

    static int replicas(Random random) {
        return random.nextInt(REPLICAS_MAX + 1);
    }

    static String image(Random random) {
        return "nginx:1." + (10 + random.nextInt(6));
    }

    static ObjectNode deployment(String name, Random random) {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", name).putObject("labels").put("app", name);
        ObjectNode spec = out.putObject("spec");
        spec.put("replicas", replicas(random));
        if (random.nextInt(5) == 0) {
            spec.put("minReadySeconds", 1 + random.nextInt(3));
        }
        strategy(spec, random);
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        ObjectNode metadata = template.putObject("metadata");
        metadata.putObject("labels").put("app", name);
        behaviour(metadata, random);
        String cpu = random.nextInt(20) == 0 ? TOO_MUCH_CPU : "100m";
        ObjectNode podSpec = template.putObject("spec");
        container(podSpec, image(random), random.nextInt(4) == 0 ? "" : cpu);
        Lives.served(metadata, podSpec, random);
        return out;
    }

    private static void strategy(ObjectNode spec, Random random) {
        int dice = random.nextInt(6);
        if (dice == 0) {
            spec.putObject("strategy").put("type", "Recreate");
        } else if (dice < 4) {
            ObjectNode rolling =
                    spec.putObject("strategy").put("type", "RollingUpdate").putObject("rollingUpdate");
            int surge = random.nextInt(3);
            rolling.put("maxSurge", surge);
            rolling.put("maxUnavailable", surge == 0 ? 1 + random.nextInt(2) : random.nextInt(3));
        }
    }

    private static void behaviour(ObjectNode metadata, Random random) {
        ObjectNode annotations = metadata.putObject("annotations");
        if (random.nextInt(3) == 0) {
            annotations.put("simulated.shiplog.io/ready-delay", (100 + random.nextInt(3_000)) + "ms");
        }
        if (random.nextInt(6) == 0) {
            annotations.put("simulated.shiplog.io/ignore-term", "true");
        } else if (random.nextInt(4) == 0) {
            annotations.put("simulated.shiplog.io/stop-delay", random.nextInt(4_000) + "ms");
        }
    }

    /** Data of a ConfigMap, and of a Secret: four letters are Base64 as they are. */
    static ObjectNode configuration(String name, Random random) {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", name);
        out.putObject("data").put("key", "v" + (100 + random.nextInt(900)));
        return out;
    }

    /** Pods of some images name a ConfigMap, of some a Secret; both may be missing. */
    private static void configured(ObjectNode container, String image) {
        int version = image.charAt(image.length() - 1) - '0';
        if (version % 2 == 0) {
            ObjectNode from = container.putArray("envFrom").addObject().putObject("configMapRef");
            from.put("name", CONFIG_MAP).put("optional", true);
        }
        if (version % 3 == 0) {
            ObjectNode variable = container.putArray("env").addObject().put("name", "KEY");
            ObjectNode from = variable.putObject("valueFrom").putObject("secretKeyRef");
            from.put("name", SECRET).put("key", "key").put("optional", true);
        }
    }

    static void container(ObjectNode podSpec, String image, String cpu) {
        podSpec.put("terminationGracePeriodSeconds", 5);
        ObjectNode container = podSpec.putArray("containers").addObject();
        configured(container, image);
        container.put("name", "c").put("image", image);
        if (!cpu.isEmpty()) {
            container.putObject("resources").putObject("requests").put("cpu", cpu);
        }
    }

    /** A pod of nobody's, with one of the wishes that a scheduler has to weigh. */
    static ObjectNode pod(String name, Random random) {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", name).putObject("labels").put("app", "bare");
        ObjectNode spec = out.putObject("spec");
        switch (random.nextInt(6)) {
            case 0 -> spec.putObject("nodeSelector").put("zone", "nowhere");
            case 1 -> spec.putObject("nodeSelector").put("zone", "a");
            case 2 -> {
                ObjectNode toleration = spec.putArray("tolerations").addObject();
                toleration.put("operator", "Exists");
            }
            default -> {
                // no wishes
            }
        }
        container(
                spec,
                random.nextInt(8) == 0 ? MISSING_IMAGE : image(random),
                random.nextInt(8) == 0 ? TOO_MUCH_CPU : "100m");
        Lives.bare(Json.ensure(out, "metadata"), spec, random);
        return out;
    }

    /** A pod that does its work once, well, and is over. */
    static ObjectNode work(String name, Random random) {
        ObjectNode out = Json.object();
        ObjectNode metadata = out.putObject("metadata").put("name", name);
        metadata.putObject("annotations").put("simulated.shiplog.io/exit-after", random.nextInt(60_000) + "ms");
        ObjectNode spec = out.putObject("spec").put("restartPolicy", "Never");
        container(spec, image(random), "10m");
        return out;
    }

    static ObjectNode imagePatch(String image) {
        ObjectNode out = Json.object();
        Json.ensure(out, "spec", "template", "spec")
                .putArray("containers")
                .addObject()
                .put("name", "c")
                .put("image", image);
        return out;
    }
}
