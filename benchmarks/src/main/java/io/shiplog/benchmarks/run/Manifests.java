package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;

/** The objects that workloads create: small and plain, with requests, as most pods have. */
final class Manifests {

    private static final String IMAGE = "registry.example/app:1";

    private Manifests() {}

    static ObjectNode namespace(String name) {
        return named(Json.object().put("apiVersion", "v1").put("kind", "Namespace"), name);
    }

    static ObjectNode deployment(String name, int replicas, Step step) {
        ObjectNode out = named(Json.object().put("apiVersion", "apps/v1").put("kind", "Deployment"), name);
        ObjectNode spec = out.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", name);
        podSpec(template.putObject("spec"), step);
        return out;
    }

    static ObjectNode pod(String name, Step step) {
        ObjectNode out = named(Json.object().put("apiVersion", "v1").put("kind", "Pod"), name);
        podSpec(out.putObject("spec"), step);
        return out;
    }

    private static void podSpec(ObjectNode spec, Step step) {
        ObjectNode container =
                spec.putArray("containers").addObject().put("name", "app").put("image", IMAGE);
        container
                .putObject("resources")
                .putObject("requests")
                .put("cpu", step.text("cpu", "50m"))
                .put("memory", step.text("memory", "64Mi"));
    }

    static ObjectNode configMap(String name, String field, String value) {
        ObjectNode out = named(Json.object().put("apiVersion", "v1").put("kind", "ConfigMap"), name);
        out.putObject("data").put(field, value);
        return out;
    }

    private static ObjectNode named(ObjectNode object, String name) {
        object.putObject("metadata").put("name", name);
        return object;
    }
}
