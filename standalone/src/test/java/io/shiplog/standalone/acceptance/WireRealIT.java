package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients other than kubectl rely on: lists, watches, versions, forms and refusals, over plain HTTPS. */
class WireRealIT extends OnACluster {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String OLD = "/apis/extensions/v1beta1/namespaces/default/deployments";
    private static final String PARTIAL = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private static final int WINDOW_BYTES = 32 * 1024 * 1024;

    private Https https = never();

    @SuppressWarnings("NullAway") // set before the first test
    private static Https never() {
        return null;
    }

    @BeforeAll
    void connect() throws Exception {
        https = Https.of(cluster.dataDir().resolve("kubeconfig"));
    }

    private static String map(String name, String value) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"a\":\"" + value + "\"}}";
    }

    private static String version(ObjectNode object) {
        return Json.textAt(object, "metadata", "resourceVersion");
    }

    private static List<String> types(List<ObjectNode> events) {
        return events.stream().map(e -> Json.textAt(e, "type")).toList();
    }

    @Test
    void aWatchTellsWhatCameAfterItsVersionAndEndsWithABookmark() throws IOException, InterruptedException {
        String from = version(https.json(MAPS));
        https.json("POST", MAPS, Https.JSON, map("w", "1"));
        https.json("PATCH", MAPS + "/w", Https.MERGE, "{\"data\":{\"a\":\"2\"}}");
        https.send("DELETE", MAPS + "/w", "");
        String only = MAPS + "?fieldSelector=metadata.name%3Dw&watch=true&timeoutSeconds=1";
        List<ObjectNode> events = https.watch(only + "&allowWatchBookmarks=true&resourceVersion=" + from);
        assertThat(types(events)).containsExactly("ADDED", "MODIFIED", "DELETED", "BOOKMARK");
        List<Long> versions = events.stream()
                .map(e -> Long.parseLong(version(Json.ensure(e, "object"))))
                .toList();
        assertThat(versions).isSorted();
        String middle = Long.toString(versions.get(1));
        assertThat(types(https.watch(only + "&resourceVersion=" + middle))).containsExactly("DELETED");
        assertThat(https.watch(only)).isEmpty();
    }

    @Test
    void aStreamingListSaysWhereTheStateEnds() throws IOException, InterruptedException {
        https.json("POST", MAPS, Https.JSON, map("s", "1"));
        List<ObjectNode> events = https.watch(MAPS + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=1");
        int end = types(events).indexOf("BOOKMARK");
        assertThat(types(events).subList(0, end)).isNotEmpty().containsOnly("ADDED");
        assertThat(Json.textAt(events.get(end), "object", "metadata", "annotations", "k8s.io/initial-events-end"))
                .isEqualTo("true");
        assertThat(https.get(MAPS + "?watch=true&sendInitialEvents=true").statusCode())
                .isEqualTo(422);
    }

    @Test
    void versionsTooNewTooOldAndUnreadableAreRefused() throws IOException, InterruptedException {
        HttpResponse<byte[]> tooNew = https.get(MAPS + "?resourceVersion=99999999");
        assertThat(tooNew.statusCode()).isEqualTo(504);
        assertThat(Json.parse(tooNew.body()).toString()).contains("Too large resource version");
        assertThat(https.get(MAPS + "?resourceVersion=abc").statusCode()).isEqualTo(400);
        String from = version(https.json("POST", MAPS, Https.JSON, map("old", "1")));
        String page = Json.textAt(https.json(MAPS + "?limit=1"), "metadata", "continue");
        String big = "x".repeat(900 * 1024);
        for (int i = 0; i * big.length() < WINDOW_BYTES + big.length(); i++) {
            String patch = "{\"data\":{\"a\":\"" + i + big + "\"}}";
            assertThat(https.send("PATCH", MAPS + "/old", patch, "Content-Type", Https.MERGE)
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<byte[]> watch = https.get(MAPS + "?watch=true&timeoutSeconds=1&resourceVersion=" + from);
        ObjectNode gone = Json.parse(watch.body());
        assertThat(gone.toString()).contains("too old resource version", "\"reason\":\"Expired\"", "\"code\":410");
        HttpResponse<byte[]> continued = https.get(MAPS + "?limit=1&continue=" + page);
        assertThat(continued.statusCode()).isIn(200, 410);
        https.send("DELETE", MAPS + "/old", "");
    }

    @Test
    void aStaleWriteIsRefusedAndAnUnchangedOneKeepsItsVersion() throws IOException, InterruptedException {
        ObjectNode first = https.json("POST", MAPS, Https.JSON, map("p", "1"));
        ObjectNode same = https.json("PUT", MAPS + "/p", Https.JSON, first.toString());
        assertThat(version(same)).isEqualTo(version(first));
        ObjectNode changed = first.deepCopy();
        Json.ensure(changed, "data").put("a", "2");
        ObjectNode second = https.json("PUT", MAPS + "/p", Https.JSON, changed.toString());
        assertThat(Long.parseLong(version(second))).isGreaterThan(Long.parseLong(version(first)));
        ObjectNode stale = https.json("PUT", MAPS + "/p", Https.JSON, first.toString());
        assertThat(Json.textAt(stale, "reason")).isEqualTo("Conflict");
        assertThat(Json.longAt(stale, 0, "code")).isEqualTo(409);
        String precondition = "{\"preconditions\":{\"uid\":\"another\"}}";
        assertThat(https.json("DELETE", MAPS + "/p", Https.JSON, precondition).toString())
                .contains("Precondition failed");
    }

    @Test
    void objectsComeAsTablesAsMetadataAsYamlAndCompressed() throws IOException, InterruptedException {
        serve("forms");
        List<ObjectNode> table = https.watch(
                DEPLOYMENTS + "?watch=true&timeoutSeconds=1", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(Json.textAt(table.get(0), "object", "kind")).isEqualTo("Table");
        assertThat(table.get(0).path("object").path("columnDefinitions")).isNotEmpty();
        List<ObjectNode> metadata = https.watch(DEPLOYMENTS + "?watch=1&timeoutSeconds=1", "Accept", PARTIAL);
        assertThat(Json.textAt(metadata.get(0), "object", "kind")).isEqualTo("PartialObjectMetadata");
        assertThat(metadata.get(0).path("object").has("spec")).isFalse();
        HttpResponse<byte[]> yaml = https.get(DEPLOYMENTS + "/forms", "Accept", "application/yaml");
        assertThat(new String(yaml.body(), StandardCharsets.UTF_8)).contains("kind: \"Deployment\"");
        HttpResponse<byte[]> openApi = https.get("/openapi/v3/apis/apps/v1", "Accept-Encoding", "gzip");
        assertThat(openApi.headers().firstValue("Content-Encoding")).hasValue("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(openApi.body())).readAllBytes();
        assertThat(Json.textAt(Json.parse(plain), "openapi")).startsWith("3.");
        assertThat(https.get(MAPS, "Accept", "application/xml").statusCode()).isEqualTo(406);
        ObjectNode generated = https.json(
                "POST", MAPS, "application/yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: gen-}\n");
        assertThat(Json.textAt(generated, "metadata", "name")).matches("gen-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }

    @Test
    void wrongPathsMethodsAndBodiesHaveTheirCodes() throws IOException, InterruptedException {
        assertThat(https.get("/api/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(https.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(https.json(MAPS + "/nope").toString()).contains("\"reason\":\"NotFound\"", "configmaps");
        assertThat(https.send("PUT", MAPS, "{}", "Content-Type", Https.JSON).statusCode())
                .isEqualTo(405);
        assertThat(https.send("POST", MAPS, "x", "Content-Type", "text/plain").statusCode())
                .isEqualTo(415);
        assertThat(https.send("PATCH", MAPS + "/x", "{}", "Content-Type", Https.JSON)
                        .statusCode())
                .isEqualTo(415);
        assertThat(https.send("POST", MAPS, "{bad", "Content-Type", Https.JSON).statusCode())
                .isEqualTo(400);
        assertThat(https.get(MAPS + "?limit=abc").statusCode()).isEqualTo(400);
        assertThat(https.get(MAPS + "?continue=zzz").statusCode()).isEqualTo(400);
    }

    /** What a controller made of an informer and a work queue does (document 000). */
    @Test
    void aControllerKeepsReplicasByAnInformerAndJsonPatches() throws IOException, InterruptedException {
        serve("kept");
        Map<String, ObjectNode> cache = new HashMap<>();
        ObjectNode list = https.json(OLD + "?limit=500&resourceVersion=0");
        Json.objectsAt(list, "items").forEach(item -> cache.put(Json.textAt(item, "metadata", "name"), item));
        assertThat(cache).containsKey("kept");
        String watch = OLD + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=60&resourceVersion=" + version(list);
        try (Stream<ObjectNode> events = https.watching(watch)) {
            Iterator<ObjectNode> each = events.iterator();
            ObjectNode scaled = https.json(
                    "PATCH",
                    OLD + "/kept",
                    Https.JSON_PATCH,
                    "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":5}]");
            assertThat(Json.textAt(scaled, "apiVersion")).isEqualTo("extensions/v1beta1");
            while (Json.longAt(
                            Json.ensure(java.util.Objects.requireNonNull(cache.get("kept")), "status"),
                            0,
                            "readyReplicas")
                    != 5) {
                ObjectNode object = Json.ensure(each.next(), "object");
                assertThat(Json.textAt(object, "apiVersion")).isEqualTo("extensions/v1beta1");
                cache.put(Json.textAt(object, "metadata", "name"), object);
            }
        }
        ObjectNode stale = https.json(
                "PATCH",
                OLD + "/kept",
                Https.JSON_PATCH,
                "[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"1\"},"
                        + "{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":1}]");
        assertThat(Json.textAt(stale, "reason")).isEqualTo("Conflict");
        ObjectNode missing = https.json(
                "PATCH",
                OLD + "/nope",
                Https.JSON_PATCH,
                "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":1}]");
        assertThat(Json.textAt(missing, "reason")).isEqualTo("NotFound");
        ObjectNode pods = https.json("/api/v1/namespaces/default/pods?labelSelector=app%3Dkept");
        assertThat(Json.objectsAt(pods, "items")).hasSize(5);
        https.send("DELETE", OLD + "/kept", "");
        eventually(
                SOON, () -> kubectl.items("rs,pods", "-l", "app=kept").isEmpty(), () -> kubectl.ok("get", "rs,pods"));
    }
}
