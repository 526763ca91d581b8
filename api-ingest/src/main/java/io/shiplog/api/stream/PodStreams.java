package io.shiplog.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Stored;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * exec, attach and port-forward: finds the pod, opens what is wanted at its executor, and only then upgrades the
 * client's connection, so that every refusal before is an ordinary Status.
 */
public final class PodStreams {

    /** Clients' streams of one API process that may be open at a time; more are refused with 429. */
    public static final int STREAMS_MAX = 500;

    private static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";
    private static final String SPDY_FORWARD = "portforward.k8s.io";
    private static final int PORT_MAX = 65_535;
    /** Over SPDY v5 says nothing that v4 does not. */
    private static final List<ChannelProtocol> SPDY_EXEC =
            List.of(ChannelProtocol.V4, ChannelProtocol.V3, ChannelProtocol.V2, ChannelProtocol.V1);

    private final Vertx vertx;
    private final Backend backend;
    private final ExecutorLinks links;
    private final Semaphore room = new Semaphore(STREAMS_MAX);

    public PodStreams(Vertx vertx, Backend backend, Endpoints endpoints) {
        this.vertx = vertx;
        this.backend = backend;
        this.links = new ExecutorLinks(vertx, endpoints);
    }

    /** True for a request that asks for another protocol at a place where one is spoken. Its body must not be read. */
    public static boolean wanted(HttpServerRequest http) {
        String path = String.valueOf(http.path());
        return http.getHeader("Upgrade") != null
                && ApiRequest.CONNECTED.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    /** One client's wish. */
    private record Wish(Upgrade upgrade, Map<String, List<String>> query, ObjectNode pod, PodTarget target) {
        boolean flag(String name) {
            String value = text(name);
            return value.equals("true") || value.equals("1");
        }

        String text(String name) {
            return query.getOrDefault(name, List.of("")).get(0);
        }
    }

    /**
     * Opens the stream that an allowed request asks for. On the event loop of the request, which is paused. Completes
     * when the client's connection is upgraded; fails with StatusException when it is refused and still speaks HTTP.
     */
    public Future<Void> open(HttpServerRequest http, ApiRequest.Resource request, Map<String, List<String>> query) {
        if (!backend.ready()) {
            return Future.failedFuture(StatusException.of(
                    503, "ServiceUnavailable", "the server is still reading the log and cannot answer yet"));
        }
        if (!room.tryAcquire()) {
            return Future.failedFuture(StatusException.of(
                    429, "TooManyRequests", "this server already carries " + STREAMS_MAX + " streams into pods"));
        }
        AtomicBoolean released = new AtomicBoolean();
        Runnable over = () -> {
            if (released.compareAndSet(false, true)) {
                room.release();
            }
        };
        Promise<Void> fresh = Promise.promise();
        var unused = backend.upToDate(request.kind()).whenComplete((done, error) -> {
            if (error == null) {
                fresh.complete();
            } else {
                fresh.fail(error.getCause() == null ? error : error.getCause());
            }
        });
        return onContext(fresh.future())
                .compose(read -> open(wish(http, request, query), request.subresource(), over))
                .onFailure(refused -> over.run());
    }

    /** The view answers on threads of its own; everything about a connection happens on its event loop. */
    private <T> Future<T> onContext(Future<T> elsewhere) {
        Promise<T> here = Promise.promise();
        var context = vertx.getOrCreateContext();
        elsewhere.onComplete(done -> context.runOnContext(turn -> {
            if (done.succeeded()) {
                here.complete(done.result());
            } else {
                here.fail(done.cause());
            }
        }));
        return here.future();
    }

    private Wish wish(HttpServerRequest http, ApiRequest.Resource request, Map<String, List<String>> query) {
        Stored stored = backend.view(request.kind()).get(request.kind(), request.namespace(), request.name());
        if (stored == null) {
            throw StatusException.notFound("", request.kind().plural(), request.name());
        }
        ObjectNode pod = Json.parse(stored.object().json());
        return new Wish(new Upgrade(http), query, pod, PodTarget.of(pod));
    }

    private Future<Void> open(Wish wish, String subresource, Runnable over) {
        if (subresource.equals("portforward")) {
            return wish.upgrade.webSocket() ? forwardByWebSocket(wish, over) : forwardBySpdy(wish, over);
        }
        String path = subresource.equals("exec") ? InternalPaths.EXEC : InternalPaths.ATTACH;
        List<Map.Entry<String, String>> query = execQuery(wish, path.equals(InternalPaths.EXEC));
        return wish.upgrade.webSocket()
                ? execByWebSocket(wish, path, query, over)
                : execBySpdy(wish, path, query, over);
    }

    private static List<Map.Entry<String, String>> execQuery(Wish wish, boolean command) {
        List<Map.Entry<String, String>> out = new ArrayList<>(named(wish));
        out.add(Map.entry("container", PodTarget.container(wish.pod, wish.text("container"))));
        boolean tty = wish.flag("tty");
        if (!wish.flag("stdin") && !wish.flag("stdout") && !(wish.flag("stderr") && !tty)) {
            throw StatusException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        for (String flag : List.of("stdin", "stdout", "stderr", "tty")) {
            if (wish.flag(flag) && !(tty && flag.equals("stderr"))) {
                out.add(Map.entry(flag, "true"));
            }
        }
        if (command) {
            List<String> words = wish.query.getOrDefault("command", List.of());
            if (words.isEmpty()) {
                throw StatusException.badRequest("you must specify at least one command for the container");
            }
            words.forEach(word -> out.add(Map.entry("command", word)));
        }
        return out;
    }

    private static List<Map.Entry<String, String>> named(Wish wish) {
        return List.of(
                Map.entry("namespace", wish.target.namespace()),
                Map.entry("pod", wish.target.name()),
                Map.entry("uid", wish.target.uid()));
    }

    private Future<Void> execByWebSocket(Wish wish, String path, List<Map.Entry<String, String>> query, Runnable over) {
        ChannelProtocol protocol = ChannelProtocol.of(wish.upgrade.offered())
                .orElseThrow(() -> wish.upgrade.noCommonProtocol(ChannelProtocol.names()));
        return executor(wish, path, query)
                .compose(executor -> wish.upgrade
                        .toWebSocket(protocol.text())
                        .onFailure(gone -> Sockets.close(executor))
                        .map(client -> {
                            ChannelExec.join(vertx, client, executor, protocol, over);
                            return null;
                        }));
    }

    private Future<Void> execBySpdy(Wish wish, String path, List<Map.Entry<String, String>> query, Runnable over) {
        List<String> offered = wish.upgrade.offered();
        ChannelProtocol protocol = offered.isEmpty()
                ? ChannelProtocol.V1
                : SPDY_EXEC.stream()
                        .filter(known -> offered.contains(known.text()))
                        .findFirst()
                        .orElseThrow(() -> wish.upgrade.noCommonProtocol(
                                SPDY_EXEC.stream().map(ChannelProtocol::text).toList()));
        boolean resizes = protocol == ChannelProtocol.V4 || protocol == ChannelProtocol.V3;
        Set<String> streams = new LinkedHashSet<>(Set.of("error"));
        query.stream()
                .map(Map.Entry::getKey)
                .map(key -> key.equals("tty") ? "resize" : key)
                .filter(key -> Set.of("stdin", "stdout", "stderr").contains(key) || (resizes && key.equals("resize")))
                .forEach(streams::add);
        return executor(wish, path, query)
                .compose(executor -> wish.upgrade
                        .toSpdy(protocol.text())
                        .onFailure(gone -> Sockets.close(executor))
                        .map(client -> {
                            boolean json = protocol == ChannelProtocol.V4;
                            new SpdyExec(vertx, Wire.of(client), executor, streams, json, over).start();
                            return null;
                        }));
    }

    private Future<WebSocket> executor(Wish wish, String path, List<Map.Entry<String, String>> query) {
        return links.open(wish.target.node(), path, query).compose(executor -> {
            if (wish.upgrade.gone()) {
                Sockets.close(executor);
                return Future.failedFuture(StatusException.badRequest("the client is gone"));
            }
            return Future.succeededFuture(executor);
        });
    }

    private Future<Void> forwardBySpdy(Wish wish, Runnable over) {
        if (!wish.upgrade.offered().contains(SPDY_FORWARD)) {
            throw wish.upgrade.noCommonProtocol(List.of(SPDY_FORWARD));
        }
        return wish.upgrade.toSpdy(SPDY_FORWARD).map(client -> {
            new SpdyForward(vertx, Wire.of(client), dialer(wish), over).start();
            return null;
        });
    }

    private Future<Void> forwardByWebSocket(Wish wish, Runnable over) {
        List<String> offered = wish.upgrade.offered();
        if (offered.contains(TUNNEL)) {
            return wish.upgrade.toWebSocket(TUNNEL).map(client -> {
                new SpdyForward(vertx, Wire.of(client), dialer(wish), over).start();
                return null;
            });
        }
        ChannelProtocol protocol = ChannelProtocol.ofPortForward(offered)
                .orElseThrow(() -> wish.upgrade.noCommonProtocol(
                        List.of(TUNNEL, ChannelProtocol.V4.text(), ChannelProtocol.V4_BASE64.text())));
        List<Integer> ports = ports(wish.query.getOrDefault("ports", List.of()));
        return wish.upgrade.toWebSocket(protocol.text()).map(client -> {
            ChannelForward.start(vertx, client, protocol, ports, dialer(wish), over);
            return null;
        });
    }

    /** From ports=80&ports=81 or ports=80,81. Throws StatusException 400. */
    static List<Integer> ports(List<String> values) {
        List<Integer> out = new ArrayList<>();
        for (String text :
                values.stream().flatMap(value -> Stream.of(value.split(","))).toList()) {
            try {
                out.add(Integer.parseInt(text.trim()));
            } catch (NumberFormatException e) {
                throw StatusException.badRequest("unable to parse \"" + text + "\" as a port");
            }
        }
        boolean sane = out.stream().allMatch(port -> port > 0 && port <= PORT_MAX);
        if (out.isEmpty() || !sane || out.size() > 100) {
            throw StatusException.badRequest("query parameter \"ports\" must name 1 to 100 ports from 1 to 65535");
        }
        return out;
    }

    private SpdyForward.Dialer dialer(Wish wish) {
        return port -> {
            List<Map.Entry<String, String>> query = new ArrayList<>(named(wish));
            query.add(Map.entry("port", Integer.toString(port)));
            return links.open(wish.target.node(), InternalPaths.PORT_FORWARD, query);
        };
    }
}
