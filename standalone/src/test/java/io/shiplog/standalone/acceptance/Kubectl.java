package io.shiplog.standalone.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The unmodified kubectl on the PATH, run as a user would against one cluster. */
final class Kubectl {

    private static final long COMMAND_SECONDS = 90;
    private static final long POLL_MILLIS = 100;
    private static final long POLL_MILLIS_MAX = 1_000;
    /** Rests so many times as long as a look takes. */
    private static final long REST = 2;

    /** What a command printed and how it ended. */
    record Result(int code, String out, String err) {
        /** Both outputs, for messages. */
        String all() {
            return "exit " + code + "\n" + out + err;
        }
    }

    private final Path kubeconfig;
    private final Map<String, String> environment = new HashMap<>();

    Kubectl(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /** Skips the test on a machine without kubectl, saying so; fails where CI is set. */
    static void required() {
        boolean found = onPath();
        if (!found && "true".equals(System.getenv("CI"))) {
            Assertions.fail("kubectl is not on the PATH: install kubectl 1.27 to 1.33");
        }
        Assumptions.assumeTrue(found, "kubectl is not on the PATH: install kubectl 1.27 to 1.33 to run this test");
    }

    private static boolean onPath() {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String dir : path.split(":", -1)) {
            if (!dir.isEmpty() && Files.isExecutable(Path.of(dir, "kubectl"))) {
                return true;
            }
        }
        return false;
    }

    /** The same with an environment variable, e.g. KUBE_EDITOR. */
    Kubectl with(String name, String value) {
        Kubectl out = new Kubectl(kubeconfig);
        out.environment.putAll(environment);
        out.environment.put(name, value);
        return out;
    }

    /** Runs a command whatever it answers. */
    Result run(String... args) {
        return runWithInput("", args);
    }

    /** Runs a command with text on its standard input. */
    Result runWithInput(String input, String... args) {
        try {
            Path out = Files.createTempFile("kubectl", ".out");
            Path err = Files.createTempFile("kubectl", ".err");
            ProcessBuilder builder = builder(args);
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            Process process = builder.start();
            try (var stdin = process.outputWriter()) {
                stdin.write(input);
            }
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, Files.readString(out), Files.readString(err) + "timed out: " + List.of(args));
            }
            Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new IllegalStateException("kubectl could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment()
                .put("KUBECACHEDIR", kubeconfig.resolveSibling("kubectl-cache").toString());
        return builder;
    }

    /** Starts a command that goes on; what it prints, errors too, comes into a file. */
    Process start(Path out, String... args) throws IOException {
        return builder(args)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    /** Runs a command that must succeed; what it printed. */
    String ok(String... args) {
        Result result = run(args);
        Assertions.assertEquals(0, result.code(), () -> "kubectl " + String.join(" ", args) + "\n" + result.all());
        return result.out();
    }

    /** Runs a command that must be refused; all that it printed. */
    String refused(String... args) {
        Result result = run(args);
        Assertions.assertNotEquals(
                0, result.code(), () -> "kubectl " + String.join(" ", args) + " should fail\n" + result.all());
        return result.out() + result.err();
    }

    /** The items of a list as JSON. */
    List<ObjectNode> items(String... args) {
        List<String> command = new ArrayList<>(List.of("get"));
        command.addAll(List.of(args));
        command.addAll(List.of("-o", "json"));
        return Json.objectsAt(Json.parse(ok(command.toArray(String[]::new))), "items");
    }

    /** One object as JSON. */
    ObjectNode object(String... args) {
        List<String> command = new ArrayList<>(List.of("get"));
        command.addAll(List.of(args));
        command.addAll(List.of("-o", "json"));
        return Json.parse(ok(command.toArray(String[]::new)));
    }

    /**
     * Waits until something holds; on failure says what was last seen. Looks as seldom as looking is dear: a kubectl in
     * a loop without a rest takes a whole processor from the cluster that it waits for.
     */
    static void eventually(Duration within, BooleanSupplier condition, Supplier<String> seen) {
        long end = System.nanoTime() + within.toNanos();
        while (true) {
            long begin = System.nanoTime();
            if (condition.getAsBoolean()) {
                return;
            }
            long now = System.nanoTime();
            if (now > end) {
                Assertions.fail("not within " + within + ": " + seen.get());
            }
            long rest = Math.min(POLL_MILLIS_MAX, REST * TimeUnit.NANOSECONDS.toMillis(now - begin));
            try {
                TimeUnit.MILLISECONDS.sleep(Math.max(POLL_MILLIS, rest));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
