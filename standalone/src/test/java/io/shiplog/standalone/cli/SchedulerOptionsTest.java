package io.shiplog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.scheduler.kafka.SchedulerConfig;
import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class SchedulerOptionsTest {

    private static final String HEAD = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter told = new StringWriter();

    @Command
    private static final class Any {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private SchedulerOptions scheduler;
    }

    private SchedulerConfig config(String... args) {
        Any any = new Any();
        new CommandLine(any).parseArgs(args);
        return any.scheduler.config(new PrintWriter(told));
    }

    private SchedulerConfig configOf(String yaml) throws IOException {
        return config(
                "--scheduler-config",
                Files.writeString(dir.resolve("s.yaml"), HEAD + yaml).toString());
    }

    @Test
    void withoutAFileTheSchedulerIsAsItIs() {
        assertThat(config()).isEqualTo(SchedulerConfig.defaults());
    }

    @Test
    void takesProfilesAndKeepsTheNameThatFences() throws IOException {
        SchedulerConfig found = configOf("profiles: [{schedulerName: a}, {schedulerName: b}]");
        assertThat(found.configuration().profiles()).hasSize(2);
        assertThat(found.schedulerName()).isEqualTo(SchedulerConfig.defaults().schedulerName());
    }

    @Test
    void tellsWhatChangesNothing() throws IOException {
        configOf("parallelism: 3");
        assertThat(told.toString()).startsWith("warning: ").contains("parallelism changes nothing");
    }

    @Test
    void tellsWhatIsWrongWithPathAndNextStep() {
        assertThatThrownBy(() -> configOf("podMaxBackoffSeconds: soon"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("podMaxBackoffSeconds: Invalid value: \"soon\": must be a whole number from 1");
        assertThatThrownBy(
                        () -> config("--scheduler-config", dir.resolve("none").toString()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("Cannot read ");
    }

    @Test
    void upAndSchedulerHaveTheOption() {
        for (Object command : new Object[] {new UpCommand(), new RoleCommands.Scheduler()}) {
            assertThat(new CommandLine(command).getUsageMessage()).contains("--scheduler-config=FILE");
        }
    }
}
