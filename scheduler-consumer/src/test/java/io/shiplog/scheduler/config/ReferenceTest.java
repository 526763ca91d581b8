package io.shiplog.scheduler.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.scheduler.framework.ExtensionPoint;
import io.shiplog.scheduler.plugin.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/scheduler.md says what the scheduler does. */
class ReferenceTest {

    private static final Path REFERENCE = Path.of("..", "docs", "scheduler.md");

    @Test
    void itsExampleIsAConfigurationWithoutWarnings() throws IOException, InvalidConfigurationException {
        String text = Files.readString(REFERENCE);
        int from = text.indexOf("```yaml\n") + "```yaml\n".length();
        ConfigurationReader.Read read = ConfigurationReader.read(text.substring(from, text.indexOf("```", from)));
        assertThat(read.warnings()).isEmpty();
        assertThat(read.configuration().profiles()).hasSize(2);
    }

    @Test
    void itsTableOfPluginsIsTheRegistry() throws IOException {
        List<String> rows = Files.readAllLines(REFERENCE).stream()
                .dropWhile(line -> !line.equals("| plugin | points | weight |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(rows)
                .isEqualTo(
                        PluginRegistry.names().stream().map(ReferenceTest::row).toList());
    }

    private static String row(String name) {
        List<String> points = ExtensionPoint.all().stream()
                .filter(point -> PluginRegistry.has(name, point))
                .map(ExtensionPoint::field)
                .toList();
        String weight = points.contains(ExtensionPoint.SCORE.field()) ? PluginRegistry.weight(name) + " " : "";
        return "| " + name + " | " + String.join(", ", points) + " | " + weight + "|";
    }
}
