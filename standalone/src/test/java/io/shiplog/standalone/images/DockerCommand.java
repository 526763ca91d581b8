package io.shiplog.standalone.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The engine's own command line, each call within a time. */
public final class DockerCommand {

    private static final Duration PING = Duration.ofSeconds(2);

    /** What a command printed, and how it ended; -1 when it could not be run or took too long. */
    public record Result(int code, String out) {}

    private DockerCommand() {}

    /** Skips the test with the reason where no engine answers within two seconds; fails where CI=true. */
    public static void requireEngine() throws InterruptedException {
        Result version = run(PING, "version", "--format", "{{.Server.Version}}");
        require(version.code() == 0, "no Docker engine answers, install docker.io and start it: " + version.out());
    }

    /** Skips the test with the reason unless this holds; fails where CI=true. */
    public static void require(boolean holds, String reason) {
        if (!holds && "true".equals(System.getenv("CI"))) {
            Assertions.fail(reason);
        }
        Assumptions.assumeTrue(holds, reason);
    }

    /** Runs a command that must succeed; what it printed. */
    public static String ok(Duration limit, String... args) throws InterruptedException {
        Result result = run(limit, args);
        Assertions.assertEquals(0, result.code(), () -> "docker " + String.join(" ", args) + "\n" + result.out());
        return result.out().strip();
    }

    /** Runs a command; one that takes longer than the limit is killed. */
    public static Result run(Duration limit, String... args) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(args));
        try {
            Path out = Files.createTempFile("docker", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                }
                String printed = Files.readString(out, StandardCharsets.UTF_8);
                return ended
                        ? new Result(process.exitValue(), printed)
                        : new Result(-1, printed + "not within " + limit);
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        }
    }
}
