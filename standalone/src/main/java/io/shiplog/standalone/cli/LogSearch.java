package io.shiplog.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.api.endpoint.HeardEndpoints;
import io.shiplog.api.request.GoDuration;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.DataDir;
import io.shiplog.standalone.cell.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for lines of containers across pods, also of pods that are gone: asks the cluster's log-aggregator. */
final class LogSearch {

    private static final String ROLE = "log-aggregator";
    /** A log-aggregator says every five seconds where it is. */
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "search: what a line must contain")
    private String text = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "search: only this namespace")
    private String namespace = "";

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "LABELS",
            description = "search: only pods with these labels, as kubectl's -l")
    private String selector = "";

    @Option(names = "--pod", paramLabel = "NAME", description = "search: only pods of this name")
    private String pod = "";

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "search: only containers of this name")
    private String container = "";

    @Option(names = "--since", paramLabel = "TIME", description = "search: from then on; 15m, or 2026-11-21T10:00:00Z")
    private String since = "";

    @Option(names = "--until", paramLabel = "TIME", description = "search: before then; likewise")
    private String until = "";

    @Option(names = "--limit", paramLabel = "N", description = "search: lines at most (default: ${DEFAULT-VALUE})")
    private int limit = 1_000;

    @Option(names = "--first", description = "search: the oldest lines and not the newest, when there are more")
    private boolean first;

    @Option(
            names = {"-f", "--follow"},
            description = "search: go on with lines that come, until Ctrl-C")
    private boolean follow;

    @Option(names = "--json", description = "search: one JSON document a line")
    private boolean json;

    /** Prints what is found. */
    int run(ClusterFile cluster, DataDir dir, PrintWriter out) throws IOException, InterruptedException {
        SecretCipher cipher = SecretCipher.fromFile(dir.secretsKey());
        URI uri = URI.create(endpoint(cluster, dir, cipher) + InternalPaths.LOG_SEARCH + query());
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + cipher.internalToken())
                .build();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw StatusException.read(body.readAllBytes());
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(json ? line : readable(Json.parse(line)));
                if (follow) {
                    out.flush();
                }
            }
            out.flush();
        }
        return 0;
    }

    private static String readable(ObjectNode line) {
        long missed = Json.longAt(line, 0, "missed");
        if (missed > 0) {
            return "... " + missed + " lines came faster than they could be shown ...";
        }
        return Json.textAt(line, "time") + " " + Json.textAt(line, "namespace") + "/" + Json.textAt(line, "pod") + " "
                + Json.textAt(line, "container") + " " + Json.textAt(line, "text");
    }

    private String query() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("namespace", namespace);
        values.put("selector", selector);
        values.put("pod", pod);
        values.put("container", container);
        values.put("text", text);
        values.put("since", time(since));
        values.put("until", time(until));
        values.put("limit", Integer.toString(limit));
        values.put("first", first ? "true" : "");
        values.put("follow", follow ? "true" : "");
        return values.entrySet().stream()
                .filter(value -> !value.getValue().isEmpty())
                .map(value -> value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** A time as it is, a duration as that long ago. */
    private static String time(String given) {
        if (given.isEmpty() || given.contains("T")) {
            return given;
        }
        try {
            return Instant.now().minus(GoDuration.parse(given)).toString();
        } catch (StatusException e) {
            throw new UserError(
                    "\"" + given + "\" is neither a duration nor a time.",
                    "Write 90s, 15m, 2h, or 2026-11-21T10:00:00Z.");
        }
    }

    private static String endpoint(ClusterFile cluster, DataDir dir, SecretCipher cipher)
            throws IOException, InterruptedException {
        ClusterContext context = new ClusterContext(
                cluster.bootstrapServers(),
                "",
                0,
                ResourcesReader.codec(cluster, dir),
                dir.root(),
                new SimpleMeterRegistry(),
                cipher);
        try (HeardEndpoints endpoints = new HeardEndpoints(context)) {
            endpoints.start();
            endpoints.caughtUp().get(HEARD_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return endpoints
                    .ofRole(ROLE)
                    .orElseThrow(() -> new UserError(
                            "No log-aggregator of this cluster has been heard of.",
                            "See whether it is ready: ./shiplog status"));
        } catch (ExecutionException | TimeoutException e) {
            throw new UserError(
                    "The heartbeats of this cluster cannot be read: the broker does not answer.",
                    "See whether it runs: ./shiplog status");
        }
    }
}
