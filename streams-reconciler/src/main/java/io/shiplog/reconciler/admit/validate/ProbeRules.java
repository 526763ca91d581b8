package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.List;

/** Probes and life cycle hooks: exactly one way to ask, sensible numbers. */
final class ProbeRules {

    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");
    private static final List<String> NUMBERS =
            List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");

    private ProbeRules() {}

    /** Checks probes and hooks of a container; grace is what its pod has for its end, in seconds. */
    static void container(ObjectNode container, String path, long grace, Problems problems) {
        for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (Json.at(container, name) instanceof ObjectNode probe) {
                probe(probe, path + "." + name, !name.equals("readinessProbe"), problems);
                grace(probe, path + "." + name, name, problems);
            }
        }
        for (String name : List.of("postStart", "preStop")) {
            if (Json.at(container, "lifecycle", name) instanceof ObjectNode hook) {
                handler(hook, path + ".lifecycle." + name, problems);
                sleep(hook, path + ".lifecycle." + name, grace, problems);
            }
        }
    }

    /** A container that runs to its end before the others has nothing to be asked. */
    static void none(ObjectNode container, String path, Problems problems) {
        for (String name : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
            if (Json.at(container, name) != null) {
                problems.forbidden(
                        path + "." + name, "may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private static void probe(ObjectNode probe, String path, boolean onceIsEnough, Problems problems) {
        handler(probe, path, problems);
        NUMBERS.forEach(field -> problems.notNegative(probe, path, field));
        long successes = Json.longAt(probe, 1, "successThreshold");
        if (onceIsEnough && successes != 1) {
            problems.invalidShown(path + ".successThreshold", Long.toString(successes), "must be 1");
        }
    }

    private static void grace(ObjectNode probe, String path, String name, Problems problems) {
        String at = path + ".terminationGracePeriodSeconds";
        JsonNode seconds = probe.path("terminationGracePeriodSeconds");
        if (seconds.isNumber() && name.equals("readinessProbe")) {
            problems.invalidShown(at, seconds.asText(), "must not be set for readinessProbes");
        } else if (seconds.isNumber() && seconds.longValue() <= 0) {
            problems.invalidShown(at, seconds.asText(), "must be greater than 0");
        }
    }

    private static void sleep(ObjectNode hook, String path, long grace, Problems problems) {
        if (Json.at(hook, "sleep") instanceof ObjectNode sleep) {
            long seconds = Json.longAt(sleep, 0, "seconds");
            if (seconds <= 0 || seconds > grace) {
                problems.invalidShown(
                        path + ".sleep",
                        Long.toString(seconds),
                        "must be greater than 0 and less than terminationGracePeriodSeconds (" + grace + ")");
            }
        }
    }

    private static void headers(ObjectNode http, String path, Problems problems) {
        List<ObjectNode> headers = Json.objectsAt(http, "httpHeaders");
        for (int i = 0; i < headers.size(); i++) {
            String name = Json.textAt(headers.get(i), "name");
            problems.invalidAll(path + ".httpHeaders[" + i + "].name", name, Names.httpHeaderName(name));
        }
    }

    private static void handler(ObjectNode handler, String path, Problems problems) {
        List<String> given =
                HANDLERS.stream().filter(name -> Json.at(handler, name) != null).toList();
        if (given.isEmpty()) {
            problems.required(path, "must specify a handler type");
        }
        given.stream()
                .skip(1)
                .forEach(name -> problems.forbidden(path + "." + name, "may not specify more than 1 handler type"));
        if (Json.at(handler, "exec") instanceof ObjectNode exec
                && Json.textsAt(exec, "command").isEmpty()) {
            problems.required(path + ".exec.command");
        }
        if (Json.at(handler, "httpGet") instanceof ObjectNode http) {
            if (Json.textAt(http, "path").isEmpty()) {
                problems.required(path + ".httpGet.path");
            }
            port(http, path + ".httpGet.port", problems);
            headers(http, path + ".httpGet", problems);
            problems.oneOfIfSet(path + ".httpGet.scheme", Json.textAt(http, "scheme"), List.of("HTTP", "HTTPS"));
        }
        if (Json.at(handler, "tcpSocket") instanceof ObjectNode tcp) {
            port(tcp, path + ".tcpSocket.port", problems);
        }
        if (Json.at(handler, "grpc") instanceof ObjectNode grpc) {
            port(grpc, path + ".grpc.port", problems);
        }
    }

    private static void port(ObjectNode target, String path, Problems problems) {
        JsonNode port = target.path("port");
        if (port.isTextual()) {
            problems.invalidAll(path, port.textValue(), Names.portName(port.textValue()));
        } else {
            problems.port(path, port.longValue());
        }
    }
}
