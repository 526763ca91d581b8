package io.shiplog.standalone.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.schemas.codec.RecordCodecs;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.role.ClusterContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceNameTest {

    @TempDir
    Path dir = Path.of("unset");

    private ClusterContext context(String name) throws IOException {
        SecretCipher cipher = SecretCipher.fromFile(dir.resolve("key"));
        return new ClusterContext(
                "nowhere:9092",
                "cluster",
                4,
                RecordCodecs.of(Map.of("schema.registry.url", "http://nowhere"), cipher),
                dir.resolve(name),
                new SimpleMeterRegistry(),
                cipher);
    }

    @Test
    void aRestartKeepsTheNameAndAnotherDirectoryHasAnother() throws IOException {
        String name = InstanceName.of(context("one"), "reconciler");
        assertThat(name).startsWith("reconciler-");
        assertThat(InstanceName.of(context("one"), "reconciler")).isEqualTo(name);
        assertThat(InstanceName.of(context("two"), "reconciler")).isNotEqualTo(name);
    }
}
