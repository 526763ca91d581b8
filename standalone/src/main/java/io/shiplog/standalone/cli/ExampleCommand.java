package io.shiplog.standalone.cli;

import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints one of the examples, for kubectl apply -f -. */
@Command(name = "example", description = "Print an example manifest.", mixinStandardHelpOptions = true)
final class ExampleCommand implements Callable<Integer> {

    /** Files of the folder examples/, which is packed into the jar. */
    private static final List<String> NAMES = List.of("web", "config", "resources", "rollout", "job", "several");

    /** Those whose containers also run without an image have a twin with this prefix. */
    private static final String PROCESS = "process-";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "which; without a name the list of names is printed")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
        if (name == null) {
            NAMES.forEach(spec.commandLine().getOut()::println);
            return 0;
        }
        try (InputStream in = open(name)) {
            if (in == null) {
                throw new UserError("There is no example named " + name + ".", "Examples: " + String.join(", ", NAMES));
            }
            spec.commandLine().getOut().print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    /** The example, or its twin without images where the cluster runs containers as processes. */
    private @Nullable InputStream open(String wanted) {
        String plain = wanted.startsWith(PROCESS) ? wanted.substring(PROCESS.length()) : wanted;
        if (!NAMES.contains(plain)) {
            return null;
        }
        boolean process = ClusterFile.running(data.dir())
                .map(cluster -> cluster.runtime().equals("process"))
                .orElse(false);
        InputStream twin = process || !plain.equals(wanted) ? file(PROCESS + plain) : null;
        InputStream own = twin == null ? file(plain) : twin;
        return own == null ? file(PROCESS + plain) : own;
    }

    private static @Nullable InputStream file(String name) {
        return ExampleCommand.class.getResourceAsStream("/examples/" + name + ".yaml");
    }
}
