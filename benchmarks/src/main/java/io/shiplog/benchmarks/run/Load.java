package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Burst;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;
import java.util.function.IntFunction;

/** Operations that put something into the cluster, and are done when the API server has answered. */
final class Load {

    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/%s/deployments";
    private static final int DEPLOYMENTS_IN_FLIGHT = 16;
    /** Pods come one request each: enough of them on their way that the scheduler has a queue. */
    private static final int PODS_IN_FLIGHT = 64;

    private final ApiClient client;
    private final Measurement measurement;

    Load(ApiClient client, Measurement measurement) {
        this.client = client;
        this.measurement = measurement;
    }

    void namespaces(Step step) {
        Burst.send(
                step.count("count"),
                DEPLOYMENTS_IN_FLIGHT,
                i -> client.create(
                        NAMESPACES, Manifests.namespace(step.text("prefix", "load") + "-" + i, step.tree("labels"))));
    }

    void priorityClass(Step step) {
        ApiClient.done(client.create(
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                Manifests.priorityClass(step.text("name", "high"), step.count("value"))));
    }

    void deployments(Step step) {
        spread(
                step,
                DEPLOYMENTS,
                DEPLOYMENTS_IN_FLIGHT,
                i -> Manifests.deployment(step.text("prefix", "deploy") + "-" + i, step.count("replicas"), step));
    }

    void pods(Step step) {
        spread(
                step,
                NAMESPACES + "/%s/pods",
                PODS_IN_FLIGHT,
                i -> Manifests.pod(step.text("prefix", "pod") + "-" + i, step));
    }

    /** Creates objects 1 to count in the step's one namespace, or the i-th in prefix-(i modulo namespaces). */
    private void spread(Step step, String collection, int usualInFlight, IntFunction<ObjectNode> object) {
        measurement.loadBegins();
        Burst.send(step.count("count"), step.count("inFlight", usualInFlight), i -> {
            String one = step.text("namespace", "");
            String namespace = !one.isEmpty()
                    ? one
                    : step.text("namespacePrefix", "load") + "-" + ((i - 1) % step.count("namespaces") + 1);
            return client.create(String.format(collection, namespace), object.apply(i));
        });
    }

    void scale(Step step) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", step.count("replicas"));
        measurement.loadBegins();
        ApiClient.done(client.patch(deployment(step) + "/scale", patch));
    }

    /** Merge patch: the list of containers is replaced whole, so all of it is written. */
    void roll(Step step) {
        ObjectNode next = Manifests.deployment("any", 1, step);
        ObjectNode patch = Json.object();
        ObjectNode template = Json.ensure(patch, "spec", "template", "spec");
        template.set("containers", Json.ensure(next, "spec", "template", "spec").get("containers"));
        measurement.loadBegins();
        ApiClient.done(client.patch(deployment(step), patch));
    }

    private static String deployment(Step step) {
        return String.format(DEPLOYMENTS, step.text("namespace", "load-1")) + "/" + step.text("name", "deploy-1");
    }
}
