package io.shiplog.benchmarks.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Deployment in a cluster, by kubectl. */
final class ShiplogPods implements Side {

    private final Path kubeconfig;
    private final String namespace;

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
        kubectl("", "-n", namespace, "scale", "deployment/bench", "--replicas=" + count);
    }

    /** Nobody has to ask. */
    @Override
    public void restart(String container) {}

    @Override
    public void stop() {
        start(0);
    }

    /** How many pods kubectl shows as Running. */
    long running() {
        return kubectl("", "-n", namespace, "get", "pods", "--no-headers", "--ignore-not-found")
                .lines()
                .filter(line -> line.contains(" Running "))
                .count();
    }

    /** What kubectl shows, for messages. */
    String situation() {
        return kubectl("", "-n", namespace, "get", "deployment,pods", "-o", "wide");
    }
}
