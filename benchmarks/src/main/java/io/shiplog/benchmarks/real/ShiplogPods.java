package io.shiplog.benchmarks.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Deployment in a cluster, by kubectl. */
final class ShiplogPods implements Orchestrator {

    private final Path kubeconfig;
    private final String namespace;
    private int version;

    /** Makes the namespace and a Deployment without replicas. */
    ShiplogPods(Path kubeconfig, String namespace, String image) {
        this.kubeconfig = kubeconfig;
        this.namespace = namespace;
        kubectl("", "create", "namespace", namespace);
        kubectl("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: bench, namespace: %s}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: bench}}
                  template:
                    metadata: {labels: {app: bench}}
                    spec:
                      containers:
                      - {name: main, image: "%s", imagePullPolicy: Never, command: ["%s"]}
                """.formatted(namespace, image, String.join("\", \"", RealContainers.COMMAND)), "apply", "-f", "-");
    }

    private String kubectl(String input, String... args) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(args));
        return Commands.run(command, input);
    }

    @Override
    public String name() {
        return "shiplog";
    }

    @Override
    public String label() {
        return "io.shiplog.pod.namespace=" + namespace;
    }

    @Override
    public void start(int count) {
        scale(count);
    }

    @Override
    public void scale(int count) {
        kubectl("", "-n", namespace, "scale", "deployment/bench", "--replicas=" + count);
    }

    /** Nobody has to ask. */
    @Override
    public void restart(String container) {}

    @Override
    public void plan(Rollout rollout) {
        String patch = "{\"spec\": {\"strategy\": " + rollout.strategy() + "}}";
        kubectl("", "-n", namespace, "patch", "deployment/bench", "--patch", patch);
    }

    @Override
    public void update() {
        version++;
        kubectl("", "-n", namespace, "set", "env", "deployment/bench", "VERSION=" + version);
    }

    @Override
    public boolean saysUpdated() {
        return kubectl("", "-n", namespace, "rollout", "status", "deployment/bench", "--watch=false")
                .contains("successfully rolled out");
    }

    @Override
    public void stop() {
        scale(0);
    }

    @Override
    public boolean gone() {
        return pods().isEmpty() && Commands.all(label()).isEmpty();
    }

    @Override
    public long saysRunning() {
        return pods().lines().filter(line -> line.contains(" Running ")).count();
    }

    private String pods() {
        return kubectl("", "-n", namespace, "get", "pods", "--no-headers", "--ignore-not-found");
    }

    @Override
    public String situation() {
        return kubectl("", "-n", namespace, "get", "deployment,pods", "-o", "wide");
    }
}
