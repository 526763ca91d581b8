package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Pods as processes of this machine. */
class PodsOnProcessesRealIT extends RealPods {

    private static final String READY = "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}";

    @Override
    ClusterProcess start() throws IOException {
        return ClusterProcess.up(dir.resolve("cluster"), "--runtime", "process", "--nodes", "1");
    }

    @Override
    String runtime() {
        return "process";
    }

    @Test
    void linesOfADeadNodeAreAnsweredFromTheStore() throws Exception {
        Process executor = far();
        try {
            awaitNode("far", "True");
            apply(says("near", "node"));
            apply(says("away", "far"));
            awaitLog("near", "I am on node");
            awaitLog("away", "I am on far");

            executor.destroyForcibly().waitFor();
            assertThat(kubectl.ok("logs", "away")).isEqualTo("I am on far\n");
            awaitNode("far", "Unknown");

            assertThat(kubectl.ok("logs", "away")).isEqualTo("I am on far\n");
            assertThat(kubectl.ok("logs", "-l", "app=says", "--prefix").lines())
                    .containsExactlyInAnyOrder("[pod/near/main] I am on node", "[pod/away/main] I am on far");
        } finally {
            // It comes back, so that what still runs there is ended by it.
            executor.destroyForcibly().waitFor();
            Process again = far();
            deleteAll();
            again.destroyForcibly().waitFor();
            kubectl.ok("delete", "node", "far");
        }
    }

    /** An executor in a process of its own with the node far. */
    private Process far() throws IOException {
        ShiplogCommand control = new ShiplogCommand(cluster.dataDir(), "256m");
        return new ShiplogCommand(dir.resolve("far"), "256m")
                .start(
                        dir.resolve("far.console"),
                        "node",
                        "--runtime",
                        "process",
                        "--name",
                        "far",
                        "--metrics-port",
                        "0",
                        "--bootstrap-servers",
                        control.fact("bootstrapServers"),
                        "--schema-registry",
                        control.fact("registryUrl"),
                        "--secrets-key",
                        cluster.dataDir().resolve("secrets.key").toString());
    }

    private void awaitNode(String name, String ready) {
        eventually(
                SOON, () -> kubectl.run("get", "node", name, "-o", READY).out().equals(ready), this::seen);
    }

    private static String says(String pod, String node) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: says}}
                spec:
                  nodeSelector: {kubernetes.io/hostname: %s}
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: IMAGE, command: [/bin/sh, -c, "echo I am on %s; exec sleep 1000"]}
                """.formatted(pod, node, node);
    }
}
