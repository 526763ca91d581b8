package io.shiplog.standalone.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A container engine by its own command line, and images made on the spot, so that no registry is needed. */
final class DockerImages {

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private DockerImages() {}

    /** Skips the test with the reason where no engine answers; fails where CI is set. */
    static void required() throws IOException, InterruptedException {
        require(docker("version").code() == 0, "no Docker engine answers, so nothing could really run");
        require(Files.isExecutable(BUSYBOX), BUSYBOX + " is not there to make an image of");
    }

    private static void require(boolean holds, String reason) {
        if (!holds && "true".equals(System.getenv("CI"))) {
            Assertions.fail(reason);
        }
        Assumptions.assumeTrue(holds, reason);
    }

    /** Makes an image that holds busybox and these words. */
    static void make(Path dir, String image, String words) throws IOException, InterruptedException {
        Files.createDirectories(dir.resolve("bin"));
        Files.copy(BUSYBOX, dir.resolve("bin/busybox"));
        Files.createSymbolicLink(dir.resolve("bin/sleep"), Path.of("busybox"));
        Files.writeString(dir.resolve("words"), words);
        Files.writeString(dir.resolve("Dockerfile"), "FROM scratch\nCOPY bin /bin\nCOPY words /words\n");
        Kubectl.Result built = docker("build", "-q", "-t", image, dir.toString());
        Assertions.assertEquals(0, built.code(), built.all());
    }

    /** Ids of the containers that run for pods of a namespace, or of all that exist. */
    static List<String> containers(String namespace, boolean all) throws IOException, InterruptedException {
        String label = "label=io.shiplog.pod.namespace=" + namespace;
        return docker("ps", all ? "-aq" : "-q", "--no-trunc", "--filter", label)
                .out()
                .lines()
                .filter(line -> !line.isBlank())
                .sorted()
                .toList();
    }

    static Kubectl.Result docker(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(args));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            return new Kubectl.Result(process.exitValue(), out, "");
        } catch (IOException e) {
            return new Kubectl.Result(-1, "", String.valueOf(e.getMessage()));
        }
    }
}
