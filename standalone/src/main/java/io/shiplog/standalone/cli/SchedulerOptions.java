package io.shiplog.standalone.cli;

import io.shiplog.scheduler.config.ConfigurationReader;
import io.shiplog.scheduler.config.InvalidConfigurationException;
import io.shiplog.scheduler.kafka.SchedulerConfig;
import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a scheduler runs. */
final class SchedulerOptions {

    static final String NAME = "--scheduler-config";

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description = "profiles, plugins and weights of the scheduler: a KubeSchedulerConfiguration"
                    + " (kubescheduler.config.k8s.io/v1), YAML or JSON; see docs/scheduler.md")
    private @Nullable Path file;

    /** The file in full; empty when none was given. */
    Optional<Path> file() {
        return Optional.ofNullable(file).map(given -> given.toAbsolutePath().normalize());
    }

    /** Reads the file and tells what of it changes nothing. Throws UserError for one that cannot be used. */
    SchedulerConfig config(PrintWriter err) {
        if (file == null) {
            return SchedulerConfig.defaults();
        }
        try {
            ConfigurationReader.Read read = ConfigurationReader.read(Files.readString(file));
            read.warnings().forEach(warning -> err.println("warning: " + file + ": " + warning));
            err.flush();
            return SchedulerConfig.defaults().with(read.configuration());
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e + ".", "Correct " + NAME + ".");
        } catch (InvalidConfigurationException e) {
            throw new UserError(
                    file + " is no configuration that a scheduler can run with:\n"
                            + e.problems().indent(2).stripTrailing(),
                    "Correct these; docs/scheduler.md lists the fields.");
        }
    }
}
