package io.shiplog.api.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shiplog.api.discovery.Discovery;
import io.shiplog.api.request.Accept;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.Representation;
import io.shiplog.api.verb.Answer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that is no resource: discovery, OpenAPI, version, health, metrics. */
final class Documents {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    /** With a dot where the client's Accept has an @: Go's MIME parser refuses its own spelling. */
    private static final String OPENAPI_V2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private final OpenApi openApi = new OpenApi();
    private final MeterRegistry metrics;
    private final BooleanSupplier ready;
    private final Supplier<String> failure;

    Documents(MeterRegistry metrics, BooleanSupplier ready, Supplier<String> failure) {
        this.metrics = metrics;
        this.ready = ready;
        this.failure = failure;
    }

    /**
     * The document of a path. Throws StatusException 404, 405 or 406.
     *
     * @param accept the request's Accept header, or null
     * @param hostPort under which the client reached the server
     */
    Answer answer(ApiRequest.NonResource request, @Nullable String accept, String hostPort) {
        if (!request.verb().equals("get") && !request.verb().equals("head")) {
            throw ApiRequest.notAllowed();
        }
        List<String> parts = List.of(request.path().split("/"));
        String first = parts.size() > 1 ? parts.get(1) : "";
        return switch (first) {
            case "healthz", "livez" -> text(failure.get().isEmpty() ? 200 : 500, health());
            case "readyz" -> text(ready.getAsBoolean() ? 200 : 503, ready.getAsBoolean() ? "ok" : "not ready");
            case "version" -> Answer.json(200, Discovery.version());
            case "metrics" -> metrics();
            case "api" -> api(parts, accept, hostPort);
            case "apis" -> apis(parts, accept);
            case "openapi" -> openApi(parts);
            default -> throw ApiRequest.noSuchResource();
        };
    }

    private String health() {
        return failure.get().isEmpty() ? "ok" : failure.get();
    }

    private Answer metrics() {
        return metrics instanceof PrometheusMeterRegistry prometheus
                ? new Answer.Whole(200, PROMETHEUS, prometheus.scrape().getBytes(StandardCharsets.UTF_8), List.of())
                : text(404, "this server keeps no metrics to scrape");
    }

    private static Answer api(List<String> parts, @Nullable String accept, String hostPort) {
        if (parts.size() == 2) {
            boolean aggregated = Accept.ofDiscovery(accept) == Representation.AGGREGATED_DISCOVERY;
            return aggregated
                    ? aggregated(Discovery.aggregatedCore())
                    : Answer.json(200, Discovery.apiVersions(hostPort));
        }
        return found(parts.size() == 3 ? Discovery.resourceList(new GroupVersion("", parts.get(2))) : null);
    }

    private static Answer apis(List<String> parts, @Nullable String accept) {
        if (parts.size() == 2) {
            boolean aggregated = Accept.ofDiscovery(accept) == Representation.AGGREGATED_DISCOVERY;
            return aggregated ? aggregated(Discovery.aggregatedGroups()) : Answer.json(200, Discovery.apiGroupList());
        }
        if (parts.size() == 3) {
            return found(Discovery.apiGroup(parts.get(2)));
        }
        return found(parts.size() == 4 ? Discovery.resourceList(new GroupVersion(parts.get(2), parts.get(3))) : null);
    }

    private static Answer aggregated(ObjectNode tree) {
        return new Answer.Whole(200, Representation.AGGREGATED_DISCOVERY.contentType(), Json.bytes(tree), List.of());
    }

    private Answer openApi(List<String> parts) {
        String version = parts.size() > 2 ? parts.get(2) : "";
        if (version.equals("v2") && parts.size() == 3) {
            return new Answer.Whole(200, OPENAPI_V2, Discovery.openApiV2SafetyNet(), List.of());
        }
        if (!version.equals("v3")) {
            throw ApiRequest.noSuchResource();
        }
        if (parts.size() == 3) {
            return Answer.json(200, Discovery.openApiV3Index(openApi.hash()));
        }
        boolean core = parts.get(3).equals("api") && parts.size() == 5;
        boolean group = parts.get(3).equals("apis") && parts.size() == 6;
        byte[] document = core
                ? openApi.document(new GroupVersion("", parts.get(4)))
                : group ? openApi.document(new GroupVersion(parts.get(4), parts.get(5))) : null;
        if (document == null) {
            throw ApiRequest.noSuchResource();
        }
        return new Answer.Whole(200, Answer.JSON, document, List.of());
    }

    /** The hash that OpenAPI documents are named by; a client that sends it back has the document already. */
    String openApiHash() {
        return openApi.hash();
    }

    private static Answer found(@Nullable ObjectNode document) {
        if (document == null) {
            throw ApiRequest.noSuchResource();
        }
        return Answer.json(200, document);
    }

    private static Answer text(int code, String text) {
        return new Answer.Whole(code, TEXT, text.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
