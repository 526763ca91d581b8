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
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of a pod, with a log-aggregator that the test plays. */
@Timeout(60)
class PodLogTest {

    private static final String POD = "/api/v1/namespaces/default/pods/p";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private final MemoryBackend backend = new MemoryBackend();
    private final BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init")
    private InternalServer aggregator;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        aggregator = InternalServer.start(
                "secret",
                "127.0.0.1",
                "127.0.0.1",
                Map.of(
                        InternalPaths.LOGS, (vertx, request) -> lines(request),
                        InternalPaths.LOG_POD, (vertx, request) -> trace(request)));
        server = new TestServer(dir, backend, new Endpoints() {
            @Override
            public Optional<String> ofNode(String node) {
                return Optional.empty();
            }

            @Override
            public Optional<String> ofRole(String role) {
                return role.equals("log-aggregator") ? Optional.of(aggregator.endpoint()) : Optional.empty();
            }

            @Override
            public String token() {
                return "secret";
            }
        });
    }

    @AfterEach
    void stop() {
        server.close();
        aggregator.close();
    }

    private void lines(HttpServerRequest request) {
        asked.add(request);
        if (InternalServer.parameter(request, "tailLines").equals("-1")) {
            throw StatusException.of(422, "Invalid", "tailLines must not be so");
        }
        HttpServerResponse response = request.response().setChunked(true).putHeader("Content-Type", "text/plain");
        var unused = response.write("hello\n");
        if (!InternalServer.parameter(request, "follow").equals("true")) {
            unused = response.end("world\n");
        }
    }

    private static void trace(HttpServerRequest request) {
        if (!InternalServer.parameter(request, "pod").equals("gone")) {
            throw StatusException.notFound("", "pods", "x");
        }
        var unused =
                request.response().end("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"gone\"}}");
    }

    private void pod(String containers, String statuses) {
        backend.put(
                Kinds.POD,
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\",\"namespace\":\"default\","
                        + "\"uid\":\"u1\"},\"spec\":{\"nodeName\":\"n1\",\"containers\":[" + containers
                        + "]},\"status\":{\"containerStatuses\":[" + statuses + "]}}");
    }

    private String refusal(String path) throws Exception {
        HttpResponse<String> answer = server.send(server.request(path));
        assertThat(answer.statusCode()).isEqualTo(400);
        return Json.textAt(Json.parse(answer.body()), "message");
    }

    private HttpServerRequest asked() throws InterruptedException {
        HttpServerRequest request = asked.poll(20, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    @Test
    void linesComeFromTheLogAggregatorWhichIsToldTheRun() throws Exception {
        pod(
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"restartCount\":2,\"state\":{\"running\":{}},"
                        + "\"lastState\":{\"terminated\":{\"exitCode\":1}}}");
        HttpResponse<String> answer = server.send(server.request(POD + "/log?tailLines=5&follow=false"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(answer.body()).isEqualTo("hello\nworld\n");
        HttpServerRequest request = asked();
        assertThat(request.query()).contains("attempt=2", "container=a", "uid=u1", "tailLines=5");
        assertThat(request.query()).doesNotContain("follow", "over");
        server.send(server.request(POD + "/log?previous=true"));
        assertThat(asked().query()).contains("attempt=1", "over=true");
    }

    @Test
    void betweenTwoRunsTheNewestThatIsKeptIsMeant() throws Exception {
        pod(
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"restartCount\":2,\"state\":{\"waiting\":{\"reason\":"
                        + "\"CrashLoopBackOff\"}},\"lastState\":{\"terminated\":{\"exitCode\":1}}}");
        server.send(server.request(POD + "/log"));
        assertThat(asked().query()).contains("attemptMax=2", "over=true");
    }

    @Test
    void followingSendsAtOnceAndLeavesWithTheClient() throws Exception {
        pod("{\"name\":\"a\"}", "{\"name\":\"a\",\"state\":{\"running\":{}}}");
        HttpResponse<InputStream> answer = server.stream(server.request(POD + "/log?follow=true"));
        assertThat(new String(answer.body().readNBytes(6), StandardCharsets.UTF_8))
                .isEqualTo("hello\n");
        BlockingQueue<String> left = new LinkedBlockingQueue<>();
        HttpServerRequest request = asked();
        request.response().closeHandler(gone -> left.add("left"));
        answer.body().close();
        assertThat(left.poll(20, TimeUnit.SECONDS)).isEqualTo("left");
    }

    @Test
    void followingEndsSoonAfterThePodIsGone() throws Exception {
        pod("{\"name\":\"a\"}", "{\"name\":\"a\",\"state\":{\"running\":{}}}");
        HttpResponse<InputStream> answer = server.stream(server.request(POD + "/log?follow=true"));
        backend.remove(Kinds.POD, "default", "p");
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("hello\n");
    }

    @Test
    void refusesInTheWordsOfApiServerAndKubelet() throws Exception {
        pod(
                "{\"name\":\"a\"},{\"name\":\"b\"}",
                "{\"name\":\"a\",\"state\":{\"running\":{}}},"
                        + "{\"name\":\"b\",\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}}");
        assertThat(refusal(POD + "/log"))
                .isEqualTo("a container name must be specified for pod p, choose one of: [a b]");
        assertThat(refusal(POD + "/log?container=x")).isEqualTo("container x is not valid for pod p");
        assertThat(refusal(POD + "/log?container=a&previous=true"))
                .isEqualTo("previous terminated container \"a\" in pod \"p\" not found");
        assertThat(refusal(POD + "/log?container=b"))
                .isEqualTo("container \"b\" in pod \"p\" is waiting to start: trying and failing to pull image");
        pod("{\"name\":\"a\"}", "");
        assertThat(refusal(POD + "/log"))
                .isEqualTo("container \"a\" in pod \"p\" is waiting to start: ContainerCreating");
    }

    @Test
    void refusalsOfTheLogAggregatorAreHandedOn() throws Exception {
        pod("{\"name\":\"a\"}", "{\"name\":\"a\",\"state\":{\"running\":{}}}");
        HttpResponse<String> answer = server.send(server.request(POD + "/log?tailLines=-1"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("must not be so");
        aggregator.close();
        assertThat(server.send(server.request(POD + "/log")).statusCode()).isEqualTo(503);
    }

    @Test
    void ofAPodThatIsGoneOnlyKubectlLogsIsShownATrace() throws Exception {
        String gone = "/api/v1/namespaces/default/pods/gone";
        assertThat(server.send(server.request(gone)).statusCode()).isEqualTo(404);
        HttpResponse<String> trace = server.send(server.request(gone).header("Kubectl-Command", "kubectl logs"));
        ObjectNode pod = Json.parse(trace.body());
        assertThat(Json.textAt(pod, "metadata", "name")).isEqualTo("gone");
        assertThat(server.send(server.request(gone + "/log")).body()).isEqualTo("hello\nworld\n");
        assertThat(asked().query()).contains("over=true", "pod=gone").doesNotContain("uid");
        HttpResponse<String> nobody = server.send(server.request(gone + "x").header("Kubectl-Command", "kubectl logs"));
        assertThat(nobody.statusCode()).isEqualTo(404);
    }
}
