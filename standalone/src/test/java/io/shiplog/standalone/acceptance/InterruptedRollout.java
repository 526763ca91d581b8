package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Deployment that rolls out while something under it is killed, a pod that has nothing to do with it, and one
 * that ends
 * while nobody looks. Each container writes down that it started, and runs under a name that this machine shows
 * among its
 * processes, so that what was doubled is counted where it happens.
 */
final class InterruptedRollout {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int REPLICAS = 6;

    private static final String PODS = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 6
              minReadySeconds: 1
              selector: {matchLabels: {app: web}}
              strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  nodeSelector: {kubernetes.io/hostname: "NODE"}
                  terminationGracePeriodSeconds: 1
                  volumes: [{name: notes, hostPath: {path: "NOTES"}}]
                  containers:
                  - name: main
                    image: "IMAGE"
                    command: ["/bin/sh", "-c", "echo $UID_OF_POD >> NOTES/starts; exec sleep SECONDS1"]
                    env: [{name: UID_OF_POD, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}]
                    volumeMounts: [{name: notes, mountPath: "NOTES"}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: bystander}
            spec:
              nodeSelector: {kubernetes.io/hostname: "NODE"}
              terminationGracePeriodSeconds: 1
              volumes: [{name: notes, hostPath: {path: "NOTES"}}]
              containers:
              - name: main
                image: "IMAGE"
                command: ["/bin/sh", "-c", "echo bystander >> NOTES/starts; exec sleep SECONDS3"]
                volumeMounts: [{name: notes, mountPath: "NOTES"}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: ends}
            spec:
              nodeSelector: {kubernetes.io/hostname: "NODE"}
              restartPolicy: Never
              volumes: [{name: notes, hostPath: {path: "NOTES"}}]
              containers:
              - name: main
                image: "IMAGE"
                command:
                - /bin/sh
                - -c
                - "echo ends >> NOTES/starts; until [ -e NOTES/go ]; do sleep 0.1; done; touch NOTES/gone; exit 5"
                volumeMounts: [{name: notes, mountPath: "NOTES"}]
            """;

    private final Kubectl kubectl;
    private final Path notes;
    private final String seconds;
    private String bystander = "";

    private InterruptedRollout(Kubectl kubectl, Path notes) {
        this.kubectl = kubectl;
        this.notes = notes;
        this.seconds = Long.toString(10_000_000 + Math.floorMod(System.nanoTime(), 10_000_000));
    }

    /**
     * Starts all on one node and rolls out until a part of the pods is new.
     *
     * @param notes a directory that the containers write to
     */
    static InterruptedRollout halfway(Kubectl kubectl, Path notes, String node, String image) throws IOException {
        Files.createDirectories(notes);
        InterruptedRollout rollout = new InterruptedRollout(kubectl, notes);
        String manifest = PODS.replace("NODE", node)
                .replace("NOTES", notes.toString())
                .replace("IMAGE", image)
                .replace("SECONDS", rollout.seconds);
        rollout.apply(manifest);
        kubectl.ok("rollout", "status", "deployment/web", "--timeout=90s");
        kubectl.ok("wait", "--for=condition=Ready", "pod/bystander", "pod/ends", "--timeout=60s");
        rollout.bystander = rollout.containerId();
        rollout.apply(manifest.replace(rollout.seconds + "1", rollout.seconds + "2"));
        eventually(SOON, () -> rollout.updated() >= 2, rollout::seen);
        assertThat(rollout.updated()).as("it is still under way").isLessThan(REPLICAS);
        return rollout;
    }

    private void apply(String manifest) {
        Kubectl.Result result = kubectl.runWithInput(manifest, "apply", "-f", "-");
        assertThat(result.code()).as(result.all()).isZero();
    }

    private long updated() {
        return Json.longAt(kubectl.object("deployment", "web"), 0, "status", "updatedReplicas");
    }

    /** Lets one pod end, while what would notice it is away. */
    void oneEnds() throws IOException {
        Files.writeString(notes.resolve("go"), "");
        eventually(SOON, () -> Files.exists(notes.resolve("gone")), this::seen);
    }

    /** What must hold once everything is back. */
    void completes() throws IOException {
        kubectl.ok("rollout", "status", "deployment/web", "--timeout=120s");
        eventually(SOON, () -> kubectl.items("pods", "-l", "app=web").size() == REPLICAS, this::seen);
        assertThat(running("1")).as("old ones that run still").isZero();
        assertThat(running("2")).as("new ones that run").isEqualTo(REPLICAS);
        assertThat(running("3")).as(() -> "bystanders that run\n" + seen()).isEqualTo(1);
        assertThat(containerId()).isEqualTo(bystander);
        ObjectNode pod = kubectl.object("pod", "bystander");
        assertThat(Json.longAt(status(pod), -1, "restartCount")).isZero();
        List<String> starts = Files.readAllLines(notes.resolve("starts"));
        Set<String> twice = new HashSet<>(starts);
        List<String> more = starts.stream().filter(uid -> !twice.remove(uid)).toList();
        assertThat(more).as("started twice").isEmpty();
        eventually(
                SOON,
                () -> Json.textAt(kubectl.object("pod", "ends"), "status", "phase")
                        .equals("Failed"),
                this::seen);
        assertThat(Json.longAt(status(kubectl.object("pod", "ends")), 0, "state", "terminated", "exitCode"))
                .isEqualTo(5);
    }

    private String containerId() {
        return Json.textAt(status(kubectl.object("pod", "bystander")), "containerID");
    }

    private static ObjectNode status(ObjectNode pod) {
        return Json.objectsAt(pod, "status", "containerStatuses").get(0);
    }

    /** Processes of this machine that a version's containers are. */
    private long running(String version) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().arguments().orElse(new String[0]))
                .filter(arguments -> arguments.length == 1 && arguments[0].equals(seconds + version))
                .count();
    }

    private String seen() {
        return kubectl.run("get", "nodes,deployment,rs,pods", "-o", "wide").all()
                + kubectl.run("describe", "pods").all();
    }
}
