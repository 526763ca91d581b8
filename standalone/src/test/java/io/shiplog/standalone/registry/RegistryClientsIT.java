package io.shiplog.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.RegistryClient;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.Tick;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.standalone.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clients written by others, in another language, judge the registry. Needs node and npm's registry. */
@Tag("broker")
final class RegistryClientsIT {

    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path WORK = Path.of("target/registry-clients");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    @Test
    void servesBothPublicClientsAndOurOwnAndKeepsTheirSchemasAcrossARestart() throws Exception {
        int id;
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir);
                SchemaRegistry registry = SchemaRegistry.open(broker.bootstrapServers());
                RegistryServer server = RegistryServer.start(registry, broker.clusterId(), "127.0.0.1", 0)) {
            String url = "http://127.0.0.1:" + server.port();
            AvroRecordCodec codec = new AvroRecordCodec(new RegistryClient(Map.of("schema.registry.url", url)), null);
            byte[] bytes = codec.encode(Topics.COMMANDS, new Tick(1, 2L));
            assertThat(new AvroRecordCodec(registry, null).decode(Topics.COMMANDS, bytes))
                    .isEqualTo(new Tick(1, 2L));
            ObjectNode seen = Json.parse(npmClients(url));
            assertThat(Json.textAt(seen, "kafkajs", "refused")).contains("incompatible");
            id = (int) Json.longAt(seen, -1, "confluent", "id");
            // The same text has the same id under every subject.
            assertThat(Json.longAt(seen, -2, "kafkajs", "id")).isEqualTo(id);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir);
                SchemaRegistry registry = SchemaRegistry.open(broker.bootstrapServers())) {
            assertThat(registry.schema(id).getName()).isEqualTo("Ship");
            assertThat(registry.subjects(false)).contains("kafkajs-value", "confluent-value", "commands-value");
        }
    }

    private static String npmClients(String url) throws Exception {
        Files.createDirectories(WORK);
        for (String file : List.of("package.json", "registry-clients.js")) {
            Files.copy(SOURCES.resolve(file), WORK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(List.of("npm", "install", "--no-audit", "--no-fund", "--loglevel=error"));
        return run(List.of("node", "registry-clients.js", url));
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(WORK.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.strip().lines().reduce((a, b) -> b).orElse("");
    }
}
