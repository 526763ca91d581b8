package io.shiplog.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.testing.MemoryBackend;
import io.shiplog.api.testing.TestServer;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsApiTest {

    private static final String GROUP = "/apis/metrics.k8s.io/v1beta1";
    private static final String TOKEN = "secret";

    @TempDir
    Path dir;

    private final MemoryBackend backend = new MemoryBackend();
    private InternalServer aggregator;
    private TestServer server;
    private volatile @Nullable String heard;

    @BeforeEach
    void start() throws Exception {
        aggregator = InternalServer.start(
                TOKEN,
                "127.0.0.1",
                "127.0.0.1",
                Map.of(
                        InternalPaths.POD_METRICS,
                        (vertx, request) -> request.response().end(pods(InternalServer.parameter(request, "name"))),
                        InternalPaths.NODE_METRICS,
                        (vertx, request) ->
                                request.response().end(list("NodeMetricsList", node("n1") + "," + node("gone")))));
        heard = aggregator.endpoint();
        server = new TestServer(dir, backend, new Endpoints() {
            @Override
            public Optional<String> ofNode(String node) {
                return Optional.empty();
            }

            @Override
            public Optional<String> ofRole(String role) {
                return role.equals("log-aggregator") ? Optional.ofNullable(heard) : Optional.empty();
            }

            @Override
            public String token() {
                return TOKEN;
            }
        });
        backend.put(Kinds.POD, pod("web-1", "a"));
        backend.put(Kinds.POD, pod("web-2", "b"));
        backend.put(Kinds.POD, pod("new", "b"));
        backend.put(Kinds.NODE, "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n1\"}}");
        backend.put(Kinds.NODE, "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n2\"}}");
    }

    @AfterEach
    void stop() {
        server.close();
        aggregator.close();
    }

    private static String pod(String name, String app) {
        return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"default\",\"labels\":{\"app\":\"" + app + "\"}},\"spec\":{}}";
    }

    /** Three pods are measured, one of them is no longer in the view; of "new" nothing is known yet. */
    private static String pods(String name) {
        return list(
                "PodMetricsList",
                String.join(
                        ",",
                        List.of("web-1", "web-2", "deleted").stream()
                                .filter(each -> name.isEmpty() || name.equals(each))
                                .map(each -> "{\"kind\":\"PodMetrics\",\"metadata\":{\"name\":\"" + each
                                        + "\",\"namespace\":\"default\"},\"timestamp\":\"2026-01-01T00:00:00Z\","
                                        + "\"window\":\"15s\",\"containers\":[{\"name\":\"c\","
                                        + "\"usage\":{\"cpu\":\"250m\",\"memory\":\"64Mi\"}}]}")
                                .toList()));
    }

    private static String node(String name) {
        return "{\"kind\":\"NodeMetrics\",\"metadata\":{\"name\":\"" + name
                + "\"},\"usage\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}";
    }

    private static String list(String kind, String items) {
        return "{\"kind\":\"" + kind + "\",\"apiVersion\":\"metrics.k8s.io/v1beta1\",\"metadata\":{},\"items\":["
                + items + "]}";
    }

    private HttpResponse<String> get(String path) throws Exception {
        return server.send(server.request(GROUP + path).header("Accept", "application/vnd.kubernetes.protobuf, */*"));
    }

    private List<String> names(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.objectsAt(Json.parse(response.body()), "items").stream()
                .map(item -> Json.textAt(item, "metadata", "name"))
                .toList();
    }

    @Test
    void listsWhatIsMeasuredOfPodsThatExist() throws Exception {
        assertThat(names("/pods")).containsExactly("web-1", "web-2");
        assertThat(names("/namespaces/default/pods")).containsExactly("web-1", "web-2");
        assertThat(names("/namespaces/default/pods?labelSelector=app%3Db")).containsExactly("web-2");
        assertThat(names("/namespaces/default/pods?fieldSelector=metadata.name%3Dweb-1"))
                .containsExactly("web-1");
        assertThat(names("/nodes")).containsExactly("n1");
    }

    @Test
    void getsOneWithItsLabels() throws Exception {
        ObjectNode one = Json.parse(get("/namespaces/default/pods/web-2").body());
        assertThat(Json.textAt(one, "kind")).isEqualTo("PodMetrics");
        assertThat(Json.textAt(one, "metadata", "labels", "app")).isEqualTo("b");
        assertThat(one.at("/containers/0/usage/memory").asText()).isEqualTo("64Mi");
        assertThat(Json.textAt(Json.parse(get("/nodes/n1").body()), "kind")).isEqualTo("NodeMetrics");
    }

    @Test
    void whatIsNotKnownIsNotFoundInTheWordsOfMetricsServer() throws Exception {
        assertThat(refused("/namespaces/default/pods/new", 404))
                .isEqualTo("podmetrics.metrics.k8s.io \"default/new\" not found");
        assertThat(refused("/namespaces/default/pods/nix", 404)).isEqualTo("pods \"nix\" not found");
        assertThat(refused("/nodes/n2", 404)).isEqualTo("nodemetrics.metrics.k8s.io \"n2\" not found");
    }

    @Test
    void withoutAnAggregatorTheServiceIsUnavailable() throws Exception {
        heard = null;
        assertThat(refused("/namespaces/default/pods", 503))
                .isEqualTo("the server is currently unable to handle the request: no log-aggregator answers"
                        + " (none has been heard of)");
        heard = "http://127.0.0.1:1";
        assertThat(refused("/nodes", 503)).contains("http://127.0.0.1:1 does not answer");
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        HttpResponse<String> posted =
                server.send(server.request(GROUP + "/namespaces/default/pods").POST(BodyPublishers.ofString("{}")));
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(get("/nodes?watch=true").statusCode()).isEqualTo(405);
    }

    private String refused(String path, int code) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(code);
        return Json.textAt(Json.parse(response.body()), "message");
    }
}
