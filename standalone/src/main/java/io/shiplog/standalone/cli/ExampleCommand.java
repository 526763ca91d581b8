package io.shiplog.standalone.cli;

import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints one of the examples, for kubectl apply -f -. */
@Command(name = "example", description = "Print an example manifest.", mixinStandardHelpOptions = true)
final class ExampleCommand implements Callable<Integer> {

    /** Files of the folder examples/, which is packed into the jar. */
    private static final List<String> NAMES = List.of("web", "config", "resources", "rollout");

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
        try (InputStream in = ExampleCommand.class.getResourceAsStream("/examples/" + name + ".yaml")) {
            if (in == null || !NAMES.contains(name)) {
                throw new UserError("There is no example named " + name + ".", "Examples: " + String.join(", ", NAMES));
            }
            spec.commandLine().getOut().print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
