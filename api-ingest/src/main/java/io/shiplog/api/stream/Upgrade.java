package io.shiplog.api.stream;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.stream.Stream;

/** A request that asks to speak another protocol from here on, over HTTP/1.1. */
final class Upgrade {

    private static final String SPDY = "SPDY/3.1";
    private static final String STREAM_PROTOCOL = "X-Stream-Protocol-Version";
    private static final String WEBSOCKET_PROTOCOL = "Sec-WebSocket-Protocol";

    private final HttpServerRequest http;
    private final boolean webSocket;
    private boolean gone;

    /** Throws StatusException 400 for a protocol that nobody speaks here. */
    Upgrade(HttpServerRequest http) {
        this.http = http;
        String asked = String.valueOf(http.getHeader("Upgrade"));
        this.webSocket = asked.equalsIgnoreCase("websocket");
        if (!webSocket && !asked.equalsIgnoreCase(SPDY)) {
            throw StatusException.badRequest("unable to upgrade: \"" + asked + "\" is neither websocket nor " + SPDY);
        }
        http.connection().closeHandler(closed -> gone = true);
    }

    /** A WebSocket is asked for; otherwise SPDY. */
    boolean webSocket() {
        return webSocket;
    }

    /** The client has closed the connection meanwhile. */
    boolean gone() {
        return gone;
    }

    /** What the client offers to speak inside, in its order. */
    List<String> offered() {
        return http.headers().getAll(webSocket ? WEBSOCKET_PROTOCOL : STREAM_PROTOCOL).stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** 403 for a client with which nothing is in common. */
    StatusException noCommonProtocol(List<String> accepted) {
        return StatusException.of(
                403,
                "Forbidden",
                "unable to upgrade: unable to negotiate protocol: client supports [" + String.join(" ", offered())
                        + "], server accepts [" + String.join(" ", accepted) + "]");
    }

    /** Answers with 101; the protocol is named unless the client has offered none. */
    Future<ServerWebSocket> toWebSocket(String protocol) {
        if (!offered().isEmpty()) {
            http.response().putHeader(WEBSOCKET_PROTOCOL, protocol);
        }
        return http.toWebSocket();
    }

    /**
     * Answers with 101 and gives the raw connection. kubectl upgrades with a POST, while Vert.x' own
     * {@link HttpServerRequest#toNetSocket} only takes a GET; hence this one look behind its interfaces. Fails for
     * HTTP/2, which has no upgrades.
     */
    Future<NetSocket> toSpdy(String protocol) {
        if (!(http.connection() instanceof Http1ServerConnection connection)) {
            return Future.failedFuture(StatusException.badRequest("unable to upgrade: HTTP/1.1 is needed"));
        }
        http.resume();
        HttpHeaders headers = new DefaultHttpHeaders()
                .set("Connection", "Upgrade")
                .set("Upgrade", SPDY)
                .set(STREAM_PROTOCOL, protocol);
        var unused = connection
                .channelHandlerContext()
                .write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers));
        return connection.netSocket();
    }
}
