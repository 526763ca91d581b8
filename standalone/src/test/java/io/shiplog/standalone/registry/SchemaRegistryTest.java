package io.shiplog.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SchemaRegistryTest {

    private static final String FIRST = "{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}";
    private static final String OPTIONAL =
            "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\",\"default\":1}]}";
    private static final String REQUIRED =
            "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";

    private final MemoryLog log = new MemoryLog();
    private final RegistryRoutes routes = new RegistryRoutes(new SchemaRegistry(log), "cluster");

    @Test
    void writesTheRecordsThatConfluentsServerReads() {
        post("/subjects/a-value/versions", FIRST);
        call("PUT", "/config/a-value", Json.object().put("compatibility", "full"));
        call("PUT", "/config", Json.object().put("compatibility", "NONE"));
        call("DELETE", "/subjects/a-value", Json.object());
        assertThat(log.lines())
                .containsExactly(
                        "{\"keytype\":\"SCHEMA\",\"subject\":\"a-value\",\"version\":1,\"magic\":1}="
                                + "{\"subject\":\"a-value\",\"version\":1,\"id\":1,\"schema\":"
                                + "\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[]}\","
                                + "\"deleted\":false}",
                        "{\"keytype\":\"CONFIG\",\"subject\":\"a-value\",\"magic\":0}="
                                + "{\"compatibilityLevel\":\"FULL\"}",
                        "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}={\"compatibilityLevel\":\"NONE\"}",
                        "{\"keytype\":\"SCHEMA\",\"subject\":\"a-value\",\"version\":1,\"magic\":1}="
                                + "{\"subject\":\"a-value\",\"version\":1,\"id\":1,\"schema\":"
                                + "\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[]}\","
                                + "\"deleted\":true}");
    }

    @Test
    void givesTheSameSchemaTheSameIdUnderEverySubjectAndAfterARestart() {
        assertThat(Json.text(post("/subjects/a-value/versions", FIRST))).isEqualTo("{\"id\":1}");
        assertThat(Json.text(post("/subjects/b-value/versions", OPTIONAL))).isEqualTo("{\"id\":2}");
        assertThat(Json.text(post("/subjects/b-value/versions?x", OPTIONAL))).isEqualTo("{\"id\":2}");
        RegistryRoutes restarted = new RegistryRoutes(new SchemaRegistry(log), "cluster");
        ObjectNode body = Json.object().put("schema", OPTIONAL);
        assertThat(Json.text(restarted.answer("POST", "/subjects/a-value/versions", Map.of(), body)))
                .isEqualTo("{\"id\":2}");
        assertThat(Json.text(restarted.answer("GET", "/subjects/a-value/versions", Map.of(), Json.object())))
                .isEqualTo("[1,2]");
    }

    @Test
    void refusesASchemaThatCannotReadTheOldData() {
        post("/subjects/a-value/versions", FIRST);
        assertRefused(409, () -> post("/subjects/a-value/versions", REQUIRED));
        assertThat(Json.text(post("/compatibility/subjects/a-value/versions/latest", OPTIONAL)))
                .isEqualTo("{\"is_compatible\":true}");
        call("PUT", "/config/a-value", Json.object().put("compatibility", "NONE"));
        assertThat(Json.text(post("/subjects/a-value/versions", REQUIRED))).isEqualTo("{\"id\":2}");
    }

    @Test
    void answersWithConfluentsErrorCodes() {
        post("/subjects/a-value/versions", FIRST);
        assertRefused(40401, () -> call("GET", "/subjects/none/versions", Json.object()));
        assertRefused(40402, () -> call("GET", "/subjects/a-value/versions/9", Json.object()));
        assertRefused(42202, () -> call("GET", "/subjects/a-value/versions/x", Json.object()));
        assertRefused(40403, () -> call("GET", "/schemas/ids/9", Json.object()));
        assertRefused(40403, () -> post("/subjects/a-value", OPTIONAL));
        assertRefused(40408, () -> call("GET", "/config/a-value", Json.object()));
        assertRefused(42201, () -> post("/subjects/a-value/versions", "{\"type\":\"nonsense\"}"));
        assertRefused(42203, () -> call("PUT", "/config", Json.object().put("compatibility", "SOME")));
        assertRefused(404, () -> call("GET", "/associations/resources/-/t", Json.object()));
        assertRefused(40405, () -> call("DELETE", "/subjects/a-value", Json.object(), Map.of("permanent", "true")));
    }

    @Test
    void deletesSoftlyFirstAndThenForGood() {
        post("/subjects/a%2Fb/versions", FIRST);
        assertThat(Json.text(call("DELETE", "/subjects/a%2Fb", Json.object()))).isEqualTo("[1]");
        assertThat(Json.text(call("GET", "/subjects", Json.object()))).isEqualTo("[]");
        assertThat(Json.text(call("GET", "/subjects", Json.object(), Map.of("deleted", "true"))))
                .isEqualTo("[\"a/b\"]");
        assertThat(Json.text(call("GET", "/schemas/ids/1/schema", Json.object())))
                .isEqualTo(FIRST);
        call("DELETE", "/subjects/a%2Fb", Json.object(), Map.of("permanent", "true"));
        assertThat(Json.text(call("GET", "/subjects", Json.object(), Map.of("deleted", "true"))))
                .isEqualTo("[]");
    }

    private JsonNode post(String path, String schema) {
        return call("POST", path.replace("?x", ""), Json.object().put("schema", schema));
    }

    private JsonNode call(String method, String path, ObjectNode body) {
        return call(method, path, body, Map.of());
    }

    private JsonNode call(String method, String path, ObjectNode body, Map<String, String> query) {
        return routes.answer(method, path, query, body);
    }

    private static void assertRefused(int code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    /** The log of a registry, in memory. */
    private static final class MemoryLog implements RegistryLog {
        private record Entry(byte[] key, byte @Nullable [] value) {}

        private final List<Entry> entries = new ArrayList<>();

        @Override
        public void replay(BiConsumer<byte[], byte @Nullable []> records) {
            List.copyOf(entries).forEach(e -> records.accept(e.key, e.value));
        }

        @Override
        public void append(byte[] key, byte @Nullable [] value) {
            entries.add(new Entry(key, value));
        }

        @Override
        public void close() {}

        List<String> lines() {
            return entries.stream()
                    .map(e -> new String(e.key, StandardCharsets.UTF_8) + "="
                            + (e.value == null ? "null" : new String(e.value, StandardCharsets.UTF_8)))
                    .toList();
        }
    }
}
