package io.shiplog.executor.runtime.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.RuntimeCall.HookKind;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a probe or hook does, read from its container. Pure. */
sealed interface Handler {

    /** Runs a command in the container. */
    record Exec(List<String> command) implements Handler {}

    /**
     * GET on a port.
     *
     * @param host empty for the pod's address
     * @param headers name and value, in order
     */
    record Http(boolean tls, String host, int port, String path, List<Header> headers) implements Handler {}

    /** One header. */
    record Header(String name, String value) {}

    /** Opens a connection. */
    record Tcp(String host, int port) implements Handler {}

    /** grpc.health.v1.Health/Check. */
    record Grpc(int port, String service) implements Handler {}

    /** Waits. */
    record Sleep(long seconds) implements Handler {}

    /** Time that a probe may take when its spec says nothing. */
    long TIMEOUT_SECONDS_DEFAULT = 1;

    /** The probe's spec, or null without one. */
    static @Nullable ObjectNode spec(ObjectNode container, ProbeKind kind) {
        return object(
                container,
                switch (kind) {
                    case STARTUP -> "startupProbe";
                    case LIVENESS -> "livenessProbe";
                    case READINESS -> "readinessProbe";
                });
    }

    /** The hook's spec, or null without one. */
    static @Nullable ObjectNode spec(ObjectNode container, HookKind kind) {
        JsonNode lifecycle = container.path("lifecycle");
        return object(lifecycle, kind == HookKind.POST_START ? "postStart" : "preStop");
    }

    private static @Nullable ObjectNode object(JsonNode parent, String field) {
        return parent.get(field) instanceof ObjectNode found ? found : null;
    }

    /** Reads a handler. Throws IllegalArgumentException with a sentence when it names a port that is not there. */
    static Handler read(ObjectNode container, ObjectNode spec) {
        if (spec.path("exec").isObject()) {
            return new Exec(Json.textsAt(spec, "exec", "command"));
        }
        JsonNode http = spec.path("httpGet");
        if (http.isObject()) {
            List<Header> headers = new ArrayList<>();
            Json.objectsAt(http, "httpHeaders")
                    .forEach(h -> headers.add(new Header(Json.textAt(h, "name"), Json.textAt(h, "value"))));
            String path = Json.textAt(http, "path");
            return new Http(
                    Json.textAt(http, "scheme").toUpperCase(Locale.ROOT).equals("HTTPS"),
                    Json.textAt(http, "host"),
                    port(container, http.path("port")),
                    path.startsWith("/") ? path : "/" + path,
                    headers);
        }
        JsonNode tcp = spec.path("tcpSocket");
        if (tcp.isObject()) {
            return new Tcp(Json.textAt(tcp, "host"), port(container, tcp.path("port")));
        }
        JsonNode grpc = spec.path("grpc");
        if (grpc.isObject()) {
            return new Grpc(port(container, grpc.path("port")), Json.textAt(grpc, "service"));
        }
        if (spec.path("sleep").isObject()) {
            return new Sleep(Json.longAt(spec, 0, "sleep", "seconds"));
        }
        throw new IllegalArgumentException("missing probe handler");
    }

    /** A number, or the name of one of the container's own ports. */
    private static int port(ObjectNode container, JsonNode port) {
        String text = port.asText();
        int number = -1;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            for (ObjectNode known : Json.objectsAt(container, "ports")) {
                if (Json.textAt(known, "name").equals(text)) {
                    number = (int) Json.longAt(known, -1, "containerPort");
                }
            }
        }
        if (number <= 0 || number > 65_535) {
            throw new IllegalArgumentException("invalid port: couldn't find port \"" + text + "\" of the container");
        }
        return number;
    }
}
