package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;

/** The objects that workloads create: small and plain, with requests, as most pods have, and what a template adds. */
final class Manifests {

    private static final String IMAGE = "registry.example/app:1";

    private Manifests() {}

    static ObjectNode namespace(String name) {
        return named(Json.object().put("apiVersion", "v1").put("kind", "Namespace"), name);
    }

    static ObjectNode namespace(String name, ObjectNode labels) {
        ObjectNode out = namespace(name);
        if (!labels.isEmpty()) {
            Json.ensure(out, "metadata").set("labels", labels);
        }
        return out;
    }

    static ObjectNode priorityClass(String name, int value) {
        return named(Json.object().put("apiVersion", "scheduling.k8s.io/v1").put("kind", "PriorityClass"), name)
                .put("value", value);
    }

    static ObjectNode deployment(String name, int replicas, Step step) {
        ObjectNode out = named(Json.object().put("apiVersion", "apps/v1").put("kind", "Deployment"), name);
        ObjectNode spec = out.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        pod(template, step);
        Json.ensure(template, "metadata", "labels").put("app", name);
        return out;
    }

    static ObjectNode pod(String name, Step step) {
        ObjectNode out = named(Json.object().put("apiVersion", "v1").put("kind", "Pod"), name);
        pod(out, step);
        return out;
    }

    private static void pod(ObjectNode pod, Step step) {
        ObjectNode template = step.tree("template").deepCopy();
        ObjectNode spec = pod.putObject("spec");
        ObjectNode container =
                spec.putArray("containers").addObject().put("name", "app").put("image", step.text("image", IMAGE));
        container
                .putObject("resources")
                .putObject("requests")
                .put("cpu", request("cpu", "50m", step, template))
                .put("memory", request("memory", "64Mi", step, template));
        spec.setAll(Json.ensure(template, "spec"));
        ObjectNode metadata = Json.ensure(pod, "metadata");
        for (String field : new String[] {"labels", "annotations"}) {
            if (template.has(field)) {
                metadata.set(field, template.get(field));
            }
        }
    }

    /** What the step says, else the template, else what is usual. */
    private static String request(String resource, String usual, Step step, ObjectNode template) {
        String ofTemplate = Json.textAt(template, resource);
        return step.text(resource, ofTemplate.isEmpty() ? usual : ofTemplate);
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
