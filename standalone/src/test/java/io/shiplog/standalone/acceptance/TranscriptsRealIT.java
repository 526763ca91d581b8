package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The source documents' own commands, section by section, with a real kubectl on simulated nodes. */
class TranscriptsRealIT extends Transcripts {

    @Override
    ClusterProcess start() throws IOException {
        return ClusterProcess.up(dir.resolve("cluster"), "--runtime", "simulated");
    }

    @Test
    @Order(4)
    void sectionCResources() throws IOException, InterruptedException {
        kubectl.ok("create", "-f", manifest("my-app.yaml").toString()); // C1
        awaitReady("my-app", 3);
        List<ObjectNode> pods = kubectl.items("pods");
        assertThat(pods.stream().map(p -> Json.textAt(p, "spec", "nodeName")).distinct())
                .hasSize(3);
        assertThat(kubectl.ok("get", "pods")).containsPattern("my-app-\\S+ +3/3 +Running"); // C3
        kubectl.ok("patch", "deployment", "my-app", "-p", "{\"spec\":{\"progressDeadlineSeconds\":10}}");
        kubectl.run("set", "image", "deployment/my-app", "web-frontend=nginx:stable", "--record"); // C4
        eventually(SOON, () -> kubectl.ok("get", "pods").contains("Pending"), () -> kubectl.ok("get", "pods"));
        eventually(
                SOON,
                () -> kubectl.ok("describe", "deployment", "my-app").contains("ProgressDeadlineExceeded"),
                () -> kubectl.ok("describe", "deployment", "my-app"));
        assertThat(kubectl.object("deployment", "my-app")
                        .path("status")
                        .path("availableReplicas")
                        .asInt())
                .isEqualTo(3);
        kubectl.ok("delete", "deployment", "my-app");
        awaitNothing();
        try (ClusterProcess two =
                ClusterProcess.up(dir.resolve("two"), "--runtime", "simulated", "--nodes", "2")) { // C2
            Kubectl small = two.kubectl();
            small.ok("create", "-f", manifest("my-app.yaml").toString());
            eventually(
                    SOON,
                    () -> small.ok("describe", "pods").contains("0/2 nodes are available: 2 Insufficient cpu."),
                    () -> small.ok("describe", "pods"));
            // By its missing node, not by its phase: a pod just placed is Pending, too, until its containers run.
            ObjectNode pending = small.items("pods").stream()
                    .filter(p -> Json.textAt(p, "spec", "nodeName").isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertThat(Json.objectsAt(pending, "status", "conditions"))
                    .anyMatch(c -> Json.textAt(c, "type").equals("PodScheduled")
                            && Json.textAt(c, "message").startsWith("0/2 nodes are available: 2 Insufficient cpu."));
        }
    }
}
