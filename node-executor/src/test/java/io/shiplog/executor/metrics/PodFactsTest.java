package io.shiplog.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.CommandLog;
import io.shiplog.executor.node.NodeClaim;
import io.shiplog.executor.node.NodeCore;
import io.shiplog.executor.node.ProcessIdentity;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.schemas.record.NodeRegistered;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodFactsTest {

    private static final long NOW = 1_000_000;

    private final NodeCore core = new NodeCore(
            new ProcessIdentity("host", "run-1", 1, "", "docker"),
            List.of(NodeClaim.of(
                    "n1", "127.0.0.1", "amd64", Map.of("cpu", "4", "memory", "16Gi", "pods", "10"), Map.of())),
            new NodeClaim.Machine("docker://0", "v1.32.0", "test", "test", "linux", "amd64"),
            CommandLog.NONE,
            new Templates());

    PodFactsTest() {
        core.command("n1", "", new NodeRegistered("n1", "host", "run-1", 1L, ""), NOW);
        core.caughtUp(NOW);
    }

    private void run(String uid, ObjectNode pod, String ip) {
        core.command("n1", uid, Pods.run("n1", uid, pod), NOW);
        core.observe(new Observation.Started("n1", uid, 0, 0, NOW, "", "", ip, true), NOW);
    }

    private static ObjectNode annotated(String name, String scrape, String port) {
        ObjectNode pod = Pods.nginx(name);
        pod.withObject("/metadata/annotations")
                .put("prometheus.io/scrape", scrape)
                .put("prometheus.io/port", port);
        return pod;
    }

    private static void owned(ObjectNode pod, String kind, String name) {
        pod.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("kind", kind)
                .put("name", name)
                .put("controller", true);
    }

    @Test
    void aPodBelongsToItsControllerAndThroughAReplicaSetToTheDeployment() {
        ObjectNode web = Pods.nginx("web-5d8c-x7");
        web.withObject("/metadata/labels").put("pod-template-hash", "5d8c");
        owned(web, "ReplicaSet", "web-5d8c");
        ObjectNode db = Pods.nginx("db-0");
        owned(db, "StatefulSet", "db");
        run("u1", web, "10.0.0.1");
        run("u2", db, "10.0.0.2");
        run("u3", Pods.nginx("naked"), "10.0.0.3");
        run("u4", Pods.nginx("unasked"), "10.0.0.4");
        assertThat(PodFacts.of(core, Set.of("u1", "u2", "u3")).workloads())
                .isEqualTo(Map.of("u1", "Deployment/web", "u2", "StatefulSet/db", "u3", ""));
    }

    @Test
    void onlyRunningPodsThatSaySoAreScraped() {
        run("u1", annotated("yes", "true", "8080"), "10.0.0.1");
        run("u2", annotated("no", "false", "8080"), "10.0.0.2");
        run("u3", annotated("odd", "true", "http"), "10.0.0.3");
        run("u4", annotated("high", "true", "70000"), "10.0.0.4");
        core.command("n1", "u5", Pods.run("n1", "u5", annotated("starting", "true", "8080")), NOW);
        List<PodFacts.Target> targets = PodFacts.of(core, Set.of()).targets();
        assertThat(targets.stream().map(PodFacts.Target::url)).containsExactly("http://10.0.0.1:8080/metrics");
        assertThat(targets.get(0).container()).isEqualTo("nginx");
    }
}
