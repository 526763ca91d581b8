package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Commands as a user would type them: docker, kubectl. */
final class Commands {

    private Commands() {}

    /** Runs a command that must succeed; what it printed. Throws BenchException with what it said. */
    static String run(List<String> command) {
        return run(command, "");
    }

    /** The same with text on its standard input. */
    static String run(List<String> command, String input) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.outputWriter()) {
                stdin.write(input);
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new BenchException(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new BenchException(command.get(0) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** The running containers with a label, as the engine lists them. */
    static Set<String> running(String label) {
        return containers("-q", label);
    }

    /** The same with those that have stopped. */
    static Set<String> all(String label) {
        return containers("-aq", label);
    }

    private static Set<String> containers(String which, String label) {
        return run(List.of("docker", "ps", which, "--no-trunc", "--filter", "label=" + label))
                .lines()
                .filter(id -> !id.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
