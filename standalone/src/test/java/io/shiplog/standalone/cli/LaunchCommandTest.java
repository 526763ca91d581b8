package io.shiplog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.standalone.cell.DataDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class LaunchCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    private static List<String> arguments(String... typed) {
        UpCommand up = new UpCommand();
        new CommandLine(up).parseArgs(typed);
        return up.arguments();
    }

    private static String full(String path) {
        return Path.of(path).toAbsolutePath().toString();
    }

    @Test
    void pathsAreInFullSinceTheNextStartMayComeFromAnotherDirectory() {
        List<String> expected =
                List.of("--nodes", "4", "--data-dir=" + full("d"), "--scheduler-config=" + full("s.yaml"));
        assertThat(arguments("--data-dir", "d", "--scheduler-config", "s.yaml", "--nodes", "4"))
                .isEqualTo(expected);
        assertThat(arguments("--scheduler-config=./s.yaml", "--nodes", "4", "--data-dir=d"))
                .isEqualTo(expected);
    }

    @Test
    void aDataDirectoryThatTheEnvironmentOrNobodyNamedIsNamed() {
        String named = System.getenv("SHIPLOG_DATA");
        DataDir usual = DataDir.of(named == null ? "~/.shiplog" : named);
        assertThat(arguments("--nodes", "4")).containsExactly("--nodes", "4", "--data-dir=" + usual.root());
    }

    @Test
    void whatWasWrittenDownIsWhatStartsItAgain() throws IOException {
        DataDir dir = new DataDir(root);
        LaunchCommand launch = new LaunchCommand(List.of("java", "-Xmx1g"), List.of("up", "--detach", "--nodes=2"));
        launch.write(dir);
        assertThat(LaunchCommand.of(dir)).contains(launch);
        assertThat(launch.line("-Da=b"))
                .containsExactly("java", "-Xmx1g", "-Da=b", Main.class.getName(), "up", "--nodes=2");
    }
}
