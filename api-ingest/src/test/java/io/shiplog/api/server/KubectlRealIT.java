package io.shiplog.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.api.testing.MemoryBackend;
import io.shiplog.api.testing.TestServer;
import io.shiplog.schemas.object.Kinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified kubectl, which must be on the PATH, against a server over memory. */
@Tag("real")
class KubectlRealIT {

    @TempDir
    Path dir;

    private final MemoryBackend backend = new MemoryBackend();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(dir.resolve("pki"), backend);
        server.kubeconfig(dir.resolve("kubeconfig"));
        backend.put(
                Kinds.NAMESPACE,
                "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"default\"},"
                        + "\"status\":{\"phase\":\"Active\"}}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        Path out = dir.resolve("out.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("KUBECONFIG", dir.resolve("kubeconfig").toString());
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void createsGetsLabelsScalesAndDeletes() throws Exception {
        assertThat(kubectl("create", "configmap", "c1", "--from-literal=a=b")).contains("configmap/c1 created");
        assertThat(kubectl("get", "configmaps")).contains("NAME").contains("c1");
        assertThat(kubectl("label", "configmap", "c1", "x=y")).contains("configmap/c1 labeled");
        assertThat(kubectl("get", "cm", "-l", "x=y", "-o", "name")).contains("configmap/c1");
        assertThat(kubectl("create", "deployment", "web", "--image=nginx", "--replicas=2"))
                .contains("deployment.apps/web created");
        assertThat(kubectl("scale", "deployment/web", "--replicas=3")).contains("deployment.apps/web scaled");
        assertThat(kubectl("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("3");
        assertThat(kubectl("delete", "configmap", "c1")).contains("configmap \"c1\" deleted");
        assertThat(kubectl("get", "configmap", "c1")).contains("Error from server (NotFound)");
    }

    @Test
    void appliesValidatesAndExplains() throws Exception {
        Path manifest = dir.resolve("m.yaml");
        Files.writeString(manifest, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  a: b\n");
        assertThat(kubectl("apply", "-f", manifest.toString())).contains("configmap/m created");
        assertThat(kubectl("apply", "-f", manifest.toString())).contains("configmap/m unchanged");
        Files.writeString(manifest, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  a: c\n");
        assertThat(kubectl("apply", "-f", manifest.toString())).contains("configmap/m configured");
        assertThat(kubectl("explain", "deployment.spec.strategy")).contains("FIELD");
    }

    @Test
    void discoversAndKnowsWhoItIs() throws Exception {
        assertThat(kubectl("version")).contains("Server Version: v1.32");
        assertThat(kubectl("api-resources")).contains("deployments").contains("configmaps");
        assertThat(kubectl("auth", "can-i", "create", "pods")).contains("yes");
        assertThat(kubectl("auth", "whoami")).contains("shiplog-admin");
        assertThat(kubectl("auth", "can-i", "--list")).contains("*.*");
        assertThat(kubectl("get", "--raw", "/readyz")).isEqualTo("ok");
    }

    @Test
    void aPodWithoutANodeHasNoLinesAndCannotBeEntered() throws Exception {
        backend.put(
                Kinds.POD,
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\",\"namespace\":\"default\"},"
                        + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]},"
                        + "\"status\":{\"phase\":\"Running\"}}");
        assertThat(kubectl("logs", "p")).isEmpty();
        assertThat(kubectl("exec", "p", "--", "ls")).contains("pod p does not have a host assigned");
        assertThat(kubectl("describe", "pod", "p")).contains("Name:");
    }

    @Test
    void watches() throws Exception {
        backend.put(
                Kinds.CONFIG_MAP,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","
                        + "\"metadata\":{\"name\":\"w\",\"namespace\":\"default\"}}");
        assertThat(kubectl("get", "cm", "-w", "--request-timeout=2s")).contains("w ");
        assertThat(kubectl("wait", "--for=delete", "configmap/none", "--timeout=2s"))
                .doesNotContain("rror:");
    }
}
