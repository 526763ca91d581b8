package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with pods that really run, the same words for every runtime in which something runs. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RealPods {

    static final Duration SOON = Duration.ofSeconds(60);
    /** Has busybox; a runtime without images goes by the commands alone. */
    static final String IMAGE = "shiplog-it/tools:1";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path dir;

    ClusterProcess cluster = never();
    Kubectl kubectl = new Kubectl(Path.of("unset"));

    @SuppressWarnings("NullAway") // set before the first test
    private static ClusterProcess never() {
        return null;
    }

    /** The cluster that the pods are for. */
    abstract ClusterProcess start() throws IOException, InterruptedException;

    @BeforeAll
    void up() throws IOException, InterruptedException {
        Kubectl.required();
        cluster = start();
        kubectl = cluster.kubectl();
    }

    @AfterEach
    void deleteAll() {
        kubectl.run("delete", "deployments,pods,configmaps,secrets", "--all", "--grace-period=1", "--wait=false");
        eventually(
                SOON,
                () -> kubectl.ok("get", "deployments,pods", "--no-headers").isBlank(),
                this::seen);
    }

    @AfterAll
    void down() throws InterruptedException {
        if (cluster != null) {
            cluster.close();
        }
    }

    String seen() {
        return kubectl.run("get", "deployment,rs,pods", "-o", "wide").all()
                + kubectl.run("describe", "pods").all()
                + kubectl.run("get", "events").all();
    }

    void apply(String manifest) {
        Kubectl.Result result = kubectl.runWithInput(manifest.replace("IMAGE", IMAGE), "apply", "-f", "-");
        assertThat(result.code()).as(result.all()).isZero();
    }

    void awaitPhase(String pod, String phase) {
        eventually(
                SOON,
                () -> Json.textAt(kubectl.object("pod", pod), "status", "phase").equals(phase),
                this::seen);
    }

    void awaitReady(String pod) {
        Kubectl.Result waited = kubectl.run("wait", "--for=condition=Ready", "pod/" + pod, "--timeout=60s");
        assertThat(waited.code()).as(() -> waited.all() + seen()).isZero();
    }

    void awaitLog(String pod, String text, String... more) {
        eventually(SOON, () -> log(pod, more).contains(text), () -> log(pod, more) + seen());
    }

    String log(String pod, String... more) {
        String[] args = new String[more.length + 2];
        args[0] = "logs";
        args[1] = pod;
        System.arraycopy(more, 0, args, 2, more.length);
        return kubectl.run(args).all();
    }

    long restarts(String pod) {
        return Json.objectsAt(kubectl.object("pod", pod), "status", "containerStatuses").stream()
                .mapToLong(status -> Json.longAt(status, 0, "restartCount"))
                .sum();
    }

    @Test
    void aPodWithInitContainersRunsThemInOrderAndEnds() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: job}
                spec:
                  restartPolicy: Never
                  volumes: [{name: work, emptyDir: {}}]
                  initContainers:
                  - name: one
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "echo first > /srv/shared/steps"]
                    volumeMounts: [{name: work, mountPath: /srv/shared}]
                  - name: two
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "echo second >> /srv/shared/steps"]
                    volumeMounts: [{name: work, mountPath: /srv/shared}]
                  containers:
                  - name: main
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "cat /srv/shared/steps; exit 0"]
                    volumeMounts: [{name: work, mountPath: /srv/shared}]
                """);
        awaitPhase("job", "Succeeded");
        awaitLog("job", "first\nsecond\n");
        assertThat(kubectl.ok("get", "pod", "job")).containsPattern("job +0/1 +Completed +0");
        List<ObjectNode> inits = Json.objectsAt(kubectl.object("pod", "job"), "status", "initContainerStatuses");
        assertThat(inits)
                .allMatch(status ->
                        Json.textAt(status, "state", "terminated", "reason").equals("Completed"));
    }

    @Test
    void threeContainersOfAPodShareItsNetwork() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: three, labels: {app: three}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: server
                    image: "IMAGE"
                    command:
                    - /bin/sh
                    - -c
                    - |
                      mkdir -p /tmp/three
                      echo hello > /tmp/three/index.html
                      exec /bin/busybox httpd -f -p 18081 -h /tmp/three
                  - name: asks
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "until /bin/busybox wget -q -O - http://127.0.0.1:18081/; do sleep 1; done; sleep 1000"]
                  - name: idle
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "echo idle; sleep 1000"]
                """);
        awaitReady("three");
        assertThat(kubectl.ok("get", "pod", "three")).containsPattern("three +3/3 +Running");
        awaitLog("three", "hello", "-c", "asks");
        eventually(
                SOON,
                () -> {
                    String all = log("-lapp=three", "--all-containers", "--prefix");
                    return all.contains("[pod/three/idle] idle") && all.contains("[pod/three/asks] hello");
                },
                () -> log("-lapp=three", "--all-containers", "--prefix"));
        assertThat(log("three")).contains("Defaulted container \"server\" out of: server, asks, idle");
    }

    @Test
    void execKnowsStdinAndExitCodesAndCpCopies() throws IOException {
        apply(sleeper("shell"));
        awaitReady("shell");
        assertThat(kubectl.ok("exec", "shell", "--", "/bin/sh", "-c", "echo out; echo err >&2"))
                .isEqualTo("out\n");
        Kubectl.Result three = kubectl.run("exec", "shell", "--", "/bin/sh", "-c", "exit 3");
        assertThat(three.code()).isEqualTo(3);
        assertThat(three.err()).contains("command terminated with exit code 3");
        Kubectl.Result cat = kubectl.runWithInput("some input\n", "exec", "-i", "shell", "--", "/bin/cat");
        assertThat(cat.out()).as(cat.all()).isEqualTo("some input\n");
        Kubectl.Result absent = kubectl.run("exec", "shell", "--", "/no/such/command");
        assertThat(absent.code()).as(absent.all()).isNotZero();

        Path original = dir.resolve("original");
        String words = String.join(
                "\n", IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList());
        Files.writeString(original, words);
        kubectl.ok("cp", original.toString(), "shell:/tmp/copied-" + runtime());
        assertThat(kubectl.ok("exec", "shell", "--", "/bin/busybox", "wc", "-c", "/tmp/copied-" + runtime()))
                .startsWith(Long.toString(Files.size(original)));
        Path back = dir.resolve("back");
        kubectl.ok("cp", "shell:/tmp/copied-" + runtime(), back.toString());
        assertThat(back).hasContent(words);
        kubectl.ok("exec", "shell", "--", "/bin/busybox", "rm", "/tmp/copied-" + runtime());
    }

    /** docker or process. */
    abstract String runtime();

    static String sleeper(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "echo ready; sleep 1000"]
                """.formatted(name);
    }

    @Test
    void portForwardReachesAnHttpServer() throws Exception {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: site}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: server
                    image: "IMAGE"
                    command:
                    - /bin/sh
                    - -c
                    - |
                      mkdir -p /tmp/site
                      echo from the pod > /tmp/site/index.html
                      exec /bin/busybox httpd -f -p 18082 -h /tmp/site
                    ports: [{containerPort: 18082}]
                    readinessProbe: {httpGet: {path: /index.html, port: 18082}, periodSeconds: 1}
                """);
        awaitReady("site");
        try (PortForward forward = PortForward.to(kubectl, dir, "pod/site", 18082)) {
            HttpClient client = HttpClient.newHttpClient();
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.port() + "/index.html"))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("from the pod\n");
            }
        }
    }

    @Test
    void logsAreThereWhileAPodRunsAfterARestartAndWhenItIsGone() {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: talks}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: talks}}
                  template:
                    metadata: {labels: {app: talks}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: main
                        image: "IMAGE"
                        command: ["/bin/sh", "-c", "for i in 1 2 3; do echo line $i; done; sleep 4; exit 1"]
                """);
        eventually(
                SOON,
                () -> kubectl.run("logs", "deployment/talks").out().contains("line 3"),
                () -> kubectl.run("logs", "deployment/talks").all() + seen());
        String pod = Json.textAt(kubectl.items("pods").get(0), "metadata", "name");
        assertThat(kubectl.ok("logs", pod, "--tail=1")).isEqualTo("line 3\n");
        assertThat(kubectl.ok("logs", pod, "--timestamps", "--tail=1"))
                .containsPattern("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z line 3\n$");
        assertThat(kubectl.ok("logs", pod, "--since=1h")).contains("line 1");
        eventually(SOON, () -> restarts(pod) > 0, this::seen);
        awaitLog(pod, "line 1\nline 2\nline 3\n", "--previous");
        assertThat(kubectl.ok("logs", "-f", pod, "--request-timeout=20s")).contains("line 3");
        kubectl.ok("delete", "deployment", "talks");
        eventually(SOON, () -> kubectl.items("pods").isEmpty(), this::seen);
        assertThat(kubectl.ok("get", "--raw", "/api/v1/namespaces/default/pods/" + pod + "/log"))
                .contains("line 3");
    }

    @Test
    void probesRestartAndHoldBack() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: probed}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "rm -f /tmp/probed; sleep 1000"]
                    livenessProbe:
                      exec: {command: ["/bin/sh", "-c", "exit 1"]}
                      initialDelaySeconds: 3
                      periodSeconds: 1
                      failureThreshold: 2
                  - name: slow
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "sleep 1000"]
                    readinessProbe: {tcpSocket: {port: 1}, periodSeconds: 1}
                """);
        eventually(SOON, () -> restarts("probed") > 0, this::seen);
        String described = kubectl.ok("describe", "pod", "probed");
        assertThat(described)
                .contains("Liveness probe failed")
                .contains("Container main failed liveness probe, will be restarted")
                .contains("Readiness probe failed");
        assertThat(kubectl.object("pod", "probed").toString()).contains("ContainersNotReady");
    }

    @Test
    void configurationComesAsEnvironmentAndAsFilesAndIsWaitedFor() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: configured, labels: {tier: back}}
                spec:
                  terminationGracePeriodSeconds: 1
                  volumes:
                  - {name: files, configMap: {name: settings}}
                  - {name: keys, secret: {secretName: keys}}
                  containers:
                  - name: main
                    image: "IMAGE"
                    command:
                    - /bin/sh
                    - -c
                    - |
                      echo color=$COLOR word=$WORD tier=$TIER pod=$NAME
                      cat /etc/keys/word
                      while :; do cat /etc/settings/color; echo; sleep 1; done
                    env:
                    - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
                    - {name: WORD, valueFrom: {secretKeyRef: {name: keys, key: word}}}
                    - {name: TIER, valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}}
                    - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    volumeMounts:
                    - {name: files, mountPath: /etc/settings}
                    - {name: keys, mountPath: /etc/keys}
                """);
        eventually(
                SOON, () -> kubectl.ok("describe", "pod", "configured").contains("\"settings\" not found"), this::seen);
        kubectl.ok("create", "configmap", "settings", "--from-literal=color=blue");
        kubectl.ok("create", "secret", "generic", "keys", "--from-literal=word=hush");
        awaitLog("configured", "color=blue word=hush tier=back pod=configured");
        kubectl.ok("patch", "configmap", "settings", "-p", "{\"data\":{\"color\":\"green\"}}");
        awaitLog("configured", "green", "--tail=20");
    }

    @Test
    void aCrashingContainerSaysHowItEnded() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: crashes}
                spec:
                  containers:
                  - name: main
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "echo last words; exit 7"]
                    terminationMessagePolicy: FallbackToLogsOnError
                """);
        eventually(SOON, () -> kubectl.ok("get", "pod", "crashes").contains("CrashLoopBackOff"), this::seen);
        ObjectNode status = Json.objectsAt(kubectl.object("pod", "crashes"), "status", "containerStatuses")
                .get(0);
        assertThat(Json.longAt(status, 0, "lastState", "terminated", "exitCode"))
                .isEqualTo(7);
        assertThat(Json.textAt(status, "lastState", "terminated", "reason")).isEqualTo("Error");
        assertThat(Json.textAt(status, "lastState", "terminated", "message")).contains("last words");
        assertThat(Json.longAt(status, 0, "restartCount")).isPositive();
        assertThat(kubectl.ok("describe", "pod", "crashes")).contains("Back-off restarting failed container main");
    }

    @Test
    void topShowsWhatPodsAndNodesUse() {
        apply(sleeper("busy").replace("sleep 1000", "while :; do :; done"));
        awaitReady("busy");
        eventually(
                SOON,
                () -> kubectl.run("top", "pods").out().matches("(?s).*busy +[1-9]\\d+m +\\d+Mi.*"),
                () -> kubectl.run("top", "pods").all());
        assertThat(kubectl.ok("top", "nodes")).containsPattern("node\\S* +\\d+m +\\d+% +\\d+Mi +\\d+%");
    }

    @Test
    void aCommandThatIsNotThereIsSaid() {
        apply(sleeper("lost").replace("\"/bin/sh\", \"-c\", \"echo ready; sleep 1000\"", "\"/no/such/command\""));
        eventually(
                SOON,
                () -> kubectl.ok("describe", "pod", "lost").contains("/no/such/command")
                        && kubectl.ok("get", "pod", "lost")
                                .matches("(?s).*(RunContainerError|StartError|CrashLoopBackOff|ContainerCannotRun).*"),
                this::seen);
    }

    @Test
    void killMinusNineOfTheClusterUnderARolloutLeavesContainersAlone() throws Exception {
        String node = Json.textAt(kubectl.items("nodes").get(0), "metadata", "name");
        InterruptedRollout rollout = InterruptedRollout.halfway(kubectl, dir.resolve("notes"), node, IMAGE);
        cluster.kill();
        rollout.oneEnds();
        cluster.restart();
        rollout.completes();
        assertThat(kubectl.ok("exec", "bystander", "--", "/bin/sh", "-c", "echo still here"))
                .isEqualTo("still here\n");
    }
}
