package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Pods of a benchmark that are told by a named pipe when to begin, or what to write: so that a moment is known to this
 * process's own clock.
 */
final class BenchPods {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path kubeconfig;
    private final Path pipes;
    private final String image;
    private final boolean mounted;
    private final Patience patience;

    /**
     * Pods in the namespace default.
     *
     * @param pipes a directory of this machine
     * @param mounted containers have files of their own, and the pipes have to be mounted
     */
    BenchPods(Path kubeconfig, Path pipes, String image, boolean mounted, Patience patience) {
        this.kubeconfig = kubeconfig;
        this.pipes = pipes;
        this.image = image;
        this.mounted = mounted;
        this.patience = patience;
    }

    Patience patience() {
        return patience;
    }

    /** The command line of kubectl. */
    List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(args));
        return command;
    }

    /** Runs kubectl, which must succeed; what it printed. */
    String kubectl(String... args) {
        return Commands.run(command(args));
    }

    /** Path of a pod's pipe, the same inside and outside. */
    Path pipe(String name) {
        return pipes.resolve(name);
    }

    /** Starts a pod whose shell runs this, and waits until it runs. */
    void start(String name, String script) {
        Commands.run(List.of("mkfifo", pipe(name).toString()));
        String mounts = mounted ? ", volumeMounts: [{name: pipes, mountPath: \"" + pipes + "\"}]" : "";
        String volumes = mounted ? "  volumes: [{name: pipes, hostPath: {path: \"" + pipes + "\"}}]\n" : "";
        Commands.run(command("apply", "-f", "-"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                %s  containers:
                  - {name: main, image: "%s", imagePullPolicy: Never, command: ["/bin/sh", "-c", "%s"]%s}
                """.formatted(name, volumes, image, script, mounts));
        await(name + " to run", () -> phase(name).equals("Running"));
    }

    /** Running, Succeeded … */
    String phase(String name) {
        return kubectl("get", "pod", name, "-o", "jsonpath={.status.phase}");
    }

    void await(String what, BooleanSupplier condition) {
        patience.await(what, LOOK_NANOS, condition, () -> kubectl("get", "pods", "-o", "wide"));
    }

    /** Opens a pod's pipe, which waits for the pod to do so too. */
    OutputStream open(String name) {
        try {
            return Files.newOutputStream(pipe(name));
        } catch (IOException e) {
            throw new BenchException("the pipe of " + name + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Lets a pod begin that waits by {@link #waiting}; when that was. */
    long begin(String name) {
        try (OutputStream to = open(name)) {
            to.write("go\n".getBytes(StandardCharsets.US_ASCII));
            return System.nanoTime();
        } catch (IOException e) {
            throw new BenchException("the pipe of " + name + " broke: " + e.getMessage(), e);
        }
    }

    /** How a script begins that is to be let begin. */
    String waiting(String name) {
        return "read go < " + pipe(name) + "; ";
    }

    /** Removes a pod and waits until it is gone. */
    void remove(String name) {
        kubectl("delete", "pod", name, "--wait=true");
        try {
            Files.deleteIfExists(pipe(name));
        } catch (IOException e) {
            throw new BenchException("the pipe of " + name + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
