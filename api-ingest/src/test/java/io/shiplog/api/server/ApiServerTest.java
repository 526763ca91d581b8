package io.shiplog.api.server;

import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Stored;
import io.shiplog.api.testing.MemoryBackend;
import io.shiplog.api.testing.TestServer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,"
            + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

    @TempDir
    Path dir;

    private final MemoryBackend backend = new MemoryBackend();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(dir, backend);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String map(String name, String extraMetadata) {
        return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"default\"" + extraMetadata + "},\"data\":{\"a\":\"b\"}}";
    }

    private static String deployment(String name) {
        return "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"default\"},\"spec\":{\"replicas\":2,"
                + "\"selector\":{\"matchLabels\":{\"app\":\"w\"}}},"
                + "\"status\":{\"replicas\":1}}";
    }

    private static ObjectNode body(HttpResponse<String> response) {
        return Json.parse(response.body());
    }

    @Test
    void createsReadsAndListsWithOneVersion() throws Exception {
        HttpResponse<String> created = server.send(
                server.request(MAPS).POST(ofString("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}")));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Content-Type")).contains("application/json");
        String version = Json.textAt(body(created), "metadata", "resourceVersion");
        assertThat(version).isNotEmpty();

        ObjectNode read = body(server.send(server.request(MAPS + "/a")));
        assertThat(Json.textAt(read, "metadata", "resourceVersion")).isEqualTo(version);
        assertThat(Json.textAt(read, "kind")).isEqualTo("ConfigMap");

        ObjectNode list = body(server.send(server.request(MAPS + "?limit=500")));
        assertThat(Json.textAt(list, "kind")).isEqualTo("ConfigMapList");
        assertThat(Json.textAt(list, "metadata", "resourceVersion")).isEqualTo(version);
        assertThat(Json.objectsAt(list, "items")).hasSize(1);
    }

    @Test
    void pagesShowTheStateOfTheFirst() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            backend.put(Kinds.CONFIG_MAP, map(name, ""));
        }
        ObjectNode first = body(server.send(server.request(MAPS + "?limit=2")));
        assertThat(Json.objectsAt(first, "items")).hasSize(2);
        assertThat(Json.longAt(first, 0, "metadata", "remainingItemCount")).isEqualTo(1);
        backend.remove(Kinds.CONFIG_MAP, "default", "c");
        backend.put(Kinds.CONFIG_MAP, map("d", ""));
        String token = Json.textAt(first, "metadata", "continue");
        ObjectNode second = body(server.send(server.request(MAPS + "?limit=2&continue=" + token)));
        assertThat(Json.objectsAt(second, "items").stream().map(o -> Json.textAt(o, "metadata", "name")))
                .containsExactly("c");
        assertThat(Json.textAt(second, "metadata", "continue")).isEmpty();
    }

    @Test
    void aLimitAboveAllIsNoLimit() throws Exception {
        backend.put(Kinds.CONFIG_MAP, map("a", ""));
        for (String limit : new String[] {"0", "9223372036854775806", "9223372036854775807"}) {
            ObjectNode list = body(server.send(server.request(MAPS + "?limit=" + limit)));
            assertThat(Json.objectsAt(list, "items")).as("limit %s", limit).hasSize(1);
            assertThat(Json.textAt(list, "metadata", "continue")).isEmpty();
        }
    }

    @Test
    void watchesFromAListsVersionWithoutRepetition() throws Exception {
        backend.put(Kinds.CONFIG_MAP, map("a", ""));
        String version = Json.textAt(body(server.send(server.request(MAPS))), "metadata", "resourceVersion");
        backend.put(Kinds.CONFIG_MAP, map("b", ""));
        HttpResponse<java.io.InputStream> watch =
                server.stream(server.request(MAPS + "?watch=true&timeoutSeconds=2&resourceVersion=" + version));
        assertThat(watch.statusCode()).isEqualTo(200);
        backend.put(Kinds.CONFIG_MAP, map("b", ",\"labels\":{\"x\":\"y\"}"));
        backend.remove(Kinds.CONFIG_MAP, "default", "b");
        try (BufferedReader lines = lines(watch)) {
            assertThat(event(lines)).isEqualTo("ADDED b");
            assertThat(event(lines)).isEqualTo("MODIFIED b");
            assertThat(event(lines)).isEqualTo("DELETED b");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void selectorWatchesAddAndDeleteWhatEntersAndLeaves() throws Exception {
        HttpResponse<java.io.InputStream> watch =
                server.stream(server.request(MAPS + "?watch=true&timeoutSeconds=2&labelSelector=x%3Dy"));
        backend.put(Kinds.CONFIG_MAP, map("b", ""));
        backend.put(Kinds.CONFIG_MAP, map("b", ",\"labels\":{\"x\":\"y\"}"));
        backend.put(Kinds.CONFIG_MAP, map("b", ""));
        try (BufferedReader lines = lines(watch)) {
            assertThat(event(lines)).isEqualTo("ADDED b");
            assertThat(event(lines)).isEqualTo("DELETED b");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void streamingListsEndWithABookmark() throws Exception {
        backend.put(Kinds.CONFIG_MAP, map("a", ""));
        HttpResponse<java.io.InputStream> watch = server.stream(server.request(MAPS
                + "?watch=true&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true"
                + "&resourceVersionMatch=NotOlderThan"));
        try (BufferedReader lines = lines(watch)) {
            assertThat(event(lines)).isEqualTo("ADDED a");
            ObjectNode bookmark = Json.parse(lines.readLine());
            assertThat(Json.textAt(bookmark, "type")).isEqualTo("BOOKMARK");
            assertThat(Json.textAt(bookmark, "object", "metadata", "annotations", "k8s.io/initial-events-end"))
                    .isEqualTo("true");
        }
    }

    @Test
    void watchFromBeforeTheWindowIsGone() throws Exception {
        for (int i = 0; i < 1_100; i++) {
            backend.put(Kinds.CONFIG_MAP, map("a", ",\"labels\":{\"i\":\"" + i + "\"}"));
        }
        HttpResponse<String> gone = server.send(server.request(MAPS + "?watch=true&resourceVersion=102"));
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(Json.textAt(body(gone), "message")).startsWith("too old resource version: 102 (");
    }

    @Test
    void tablesCarryTheVersion() throws Exception {
        Stored stored = backend.put(Kinds.CONFIG_MAP, map("a", ""));
        ObjectNode table = body(server.send(server.request(MAPS).header("Accept", TABLE)));
        assertThat(Json.textAt(table, "kind")).isEqualTo("Table");
        assertThat(Json.textAt(table, "metadata", "resourceVersion")).isEqualTo(Long.toString(stored.offset()));
        ObjectNode one = body(server.send(server.request(MAPS + "/a").header("Accept", TABLE)));
        assertThat(Json.objectsAt(one, "rows")).hasSize(1);
    }

    @Test
    void versionInABodyOrPatchIsAPrecondition() throws Exception {
        Stored stored = backend.put(Kinds.CONFIG_MAP, map("a", ""));
        HttpResponse<String> stale =
                server.send(server.request(MAPS + "/a").PUT(ofString(map("a", ",\"resourceVersion\":\"1\""))));
        assertThat(stale.statusCode()).isEqualTo(409);
        String patch = "{\"metadata\":{\"resourceVersion\":\"" + stored.offset() + "\",\"labels\":{\"x\":\"y\"}}}";
        HttpResponse<String> good = server.send(server.request(MAPS + "/a?fieldManager=me&fieldValidation=Strict")
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", ofString(patch)));
        assertThat(good.statusCode()).isEqualTo(200);
        Change.Patch change = (Change.Patch) backend.submitted().get(1);
        assertThat(change.expect().resourceVersion()).isEqualTo(Long.toString(stored.offset()));
        assertThat(new String(change.patch(), StandardCharsets.UTF_8)).doesNotContain("resourceVersion");
        assertThat(change.ask().fieldManager()).isEqualTo("me");
        assertThat(change.ask().fieldValidation()).isEqualTo("Strict");
        assertThat(change.ask().actor()).isEqualTo("shiplog-admin");
    }

    @Test
    void dryRunInADeleteBodyDeletesNothing() throws Exception {
        backend.put(Kinds.CONFIG_MAP, map("a", ""));
        HttpResponse<String> dry = server.send(server.request(MAPS + "/a")
                .method("DELETE", ofString("{\"propagationPolicy\":\"Background\",\"dryRun\":[\"All\"]}")));
        assertThat(dry.statusCode()).isEqualTo(200);
        assertThat(server.send(server.request(MAPS + "/a")).statusCode()).isEqualTo(200);
        HttpResponse<String> real = server.send(server.request(MAPS + "/a").DELETE());
        assertThat(Json.textAt(body(real), "status")).isEqualTo("Success");
        assertThat(Json.textAt(body(real), "details", "uid")).isNotEmpty();
        HttpResponse<String> missing = server.send(server.request(MAPS + "/a"));
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(Json.textAt(body(missing), "message")).isEqualTo("configmaps \"a\" not found");
    }

    @Test
    void deletesCollectionsBySelector() throws Exception {
        backend.put(Kinds.CONFIG_MAP, map("a", ",\"labels\":{\"x\":\"y\"}"));
        backend.put(Kinds.CONFIG_MAP, map("b", ""));
        HttpResponse<String> gone =
                server.send(server.request(MAPS + "?labelSelector=x%3Dy").DELETE());
        assertThat(Json.objectsAt(body(gone), "items")).hasSize(1);
        assertThat(Json.objectsAt(body(server.send(server.request(MAPS))), "items"))
                .hasSize(1);
    }

    @Test
    void scaleIsReadAndPutWithoutContentType() throws Exception {
        backend.put(Kinds.DEPLOYMENT, deployment("web"));
        ObjectNode scale = body(server.send(server.request(DEPLOYMENTS + "/web/scale")));
        assertThat(Json.textAt(scale, "kind")).isEqualTo("Scale");
        assertThat(Json.textAt(scale, "status", "selector")).isEqualTo("app=w");
        Json.ensure(scale, "spec").put("replicas", 5);
        HttpResponse<String> put =
                server.send(server.request(DEPLOYMENTS + "/web/scale").PUT(ofString(Json.text(scale))));
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(Json.longAt(body(put), 0, "spec", "replicas")).isEqualTo(5);
    }

    @Test
    void refusesWhatItDoesNotServeInClearWords() throws Exception {
        HttpResponse<String> apply = server.send(server.request(MAPS + "/a")
                .header("Content-Type", "application/apply-patch+yaml")
                .method("PATCH", ofString("{}")));
        assertThat(apply.statusCode()).isEqualTo(415);
        assertThat(Json.textAt(body(apply), "message")).contains("application/merge-patch+json");
        HttpResponse<String> logs = server.send(server.request("/api/v1/namespaces/default/pods/p/log"));
        assertThat(logs.statusCode()).isEqualTo(503);
        assertThat(Json.textAt(body(logs), "message")).contains("no log-aggregator answers");
        assertThat(server.send(server.request("/api/v1/namespaces/default/rabbits"))
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> large =
                server.send(server.request(MAPS).POST(ofString("x".repeat(BodyReader.MAX_BYTES + 1))));
        assertThat(large.statusCode()).isEqualTo(413);
    }

    @Test
    void evictionIsADelete() throws Exception {
        backend.put(
                Kinds.POD,
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\",\"namespace\":\"default\"}}");
        String eviction = "{\"kind\":\"Eviction\",\"apiVersion\":\"policy/v1\",\"metadata\":{\"name\":\"p\","
                + "\"namespace\":\"default\"},\"deleteOptions\":{}}";
        HttpResponse<String> answer = server.send(
                server.request("/api/v1/namespaces/default/pods/p/eviction").POST(ofString(eviction)));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(((Change.Delete) backend.submitted().get(0)).eviction()).isTrue();
    }

    @Test
    void anEvictionOfAnotherNameIsRefused() throws Exception {
        String eviction = "{\"kind\":\"Eviction\",\"apiVersion\":\"policy/v1\",\"metadata\":{\"name\":\"q\"}}";
        HttpResponse<String> answer = server.send(
                server.request("/api/v1/namespaces/default/pods/p/eviction").POST(ofString(eviction)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.textAt(body(answer), "message"))
                .startsWith("name in URL does not match name in Eviction object");
        assertThat(backend.submitted()).isEmpty();
    }

    @Test
    void warningsBecomeHeaders() throws Exception {
        backend.warn("unknown field \"spec.foo\"");
        HttpResponse<String> created = server.send(server.request(MAPS).POST(ofString(map("a", ""))));
        assertThat(created.headers().firstValue("Warning")).contains("299 - \"unknown field \\\"spec.foo\\\"\"");
    }

    @Test
    void anonymousSeesOnlyHealthAndVersion() throws Exception {
        assertThat(server.sendAnonymously(server.request("/healthz")).body()).isEqualTo("ok");
        assertThat(server.sendAnonymously(server.request("/version")).statusCode())
                .isEqualTo(200);
        assertThat(server.sendAnonymously(server.request(MAPS)).statusCode()).isEqualTo(401);
        assertThat(server.sendAnonymously(server.request("/metrics")).statusCode())
                .isEqualTo(401);
        assertThat(server.sendAnonymously(server.request(MAPS).header("Authorization", "Bearer nonsense"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void impersonatedUsersLoseTheirPowers() throws Exception {
        HttpResponse<String> refused = server.send(server.request(MAPS).header("Impersonate-User", "jane"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Json.textAt(body(refused), "message"))
                .isEqualTo(
                        "configmaps is forbidden: User \"jane\" cannot list resource \"configmaps\" in API group \"\""
                                + " in the namespace \"default\"");
    }

    @Test
    void asksClientsToComeBackWhileTheLogIsRead() throws Exception {
        backend.notReady();
        HttpResponse<String> early = server.send(server.request(MAPS));
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.headers().firstValue("Retry-After")).contains("1");
        assertThat(server.send(server.request("/readyz")).statusCode()).isEqualTo(503);
    }

    @Test
    void countsRequests() throws Exception {
        server.send(server.request(MAPS));
        assertThat(server.send(server.request("/metrics")).body())
                .contains("shiplog_api_requests_seconds_count{code=\"200\",resource=\"configmaps\",verb=\"list\"}");
    }

    private static BufferedReader lines(HttpResponse<java.io.InputStream> watch) {
        return new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8));
    }

    private static String event(BufferedReader lines) throws IOException {
        ObjectNode event = Json.parse(lines.readLine());
        return Json.textAt(event, "type") + " " + Json.textAt(event, "object", "metadata", "name");
    }
}
