package io.shiplog.standalone.acceptance;

import io.shiplog.schemas.object.Json;
import io.shiplog.standalone.broker.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** The shiplog command line on one data directory, run from the test's own class path. */
record ShiplogCommand(Path dataDir, String heap) {

    /** The second compiler would work for a minute for clusters that live no longer, and slow their neighbours down. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private static final long END_MINUTES = 4;

    /** Runs a command to its end, whatever its exit code. */
    Kubectl.Result run(String... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile("shiplog", ".out");
        Process process = start(out, args);
        if (!process.waitFor(END_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            Assertions.fail("shiplog " + String.join(" ", args) + " did not end:\n" + Files.readString(out));
        }
        String printed = Files.readString(out);
        Files.delete(out);
        return new Kubectl.Result(process.exitValue(), printed, "");
    }

    /** Runs a command that must succeed; what it printed. */
    String ok(String... args) throws IOException, InterruptedException {
        Kubectl.Result result = run(args);
        Assertions.assertEquals(0, result.code(), () -> "shiplog " + String.join(" ", args) + "\n" + result.all());
        return result.out();
    }

    /** Starts a command and leaves it running, its output in a file. */
    Process start(Path out, String... args) throws IOException {
        return start(out, Map.of(), args);
    }

    /** The same with more environment variables. */
    Process start(Path out, Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                SHORT_LIVED,
                "-cp",
                System.getProperty("java.class.path"),
                "io.shiplog.standalone.cli.Main"));
        command.addAll(List.of(args));
        command.addAll(List.of("--data-dir", dataDir.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    Kubectl kubectl() {
        return new Kubectl(dataDir.resolve("kubeconfig"));
    }

    /** A field of what the running cluster says of itself, e.g. bootstrapServers. */
    String fact(String field) throws IOException {
        return Json.textAt(Json.parse(Files.readAllBytes(dataDir.resolve("cluster.json"))), field);
    }

    /** The process of the running cluster. */
    ProcessHandle process() throws IOException {
        long pid = Json.longAt(Json.parse(Files.readAllBytes(dataDir.resolve("cluster.json"))), 0, "pid");
        return ProcessHandle.of(pid).orElseThrow();
    }

    static String freePort() throws IOException {
        return Integer.toString(Ports.free());
    }
}
