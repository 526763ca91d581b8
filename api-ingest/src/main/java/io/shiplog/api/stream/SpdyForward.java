package io.shiplog.api.stream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A port-forward over SPDY: for each local connection the client opens a pair of streams, one for data, one for
 * errors.
 */
final class SpdyForward implements SpdyConnection.Owner {

    /** Connections of one port-forward that may be open at a time. */
    static final int CONNECTIONS_MAX = 256;

    private static final long PAIR_MILLIS_MAX = 30_000;
    private static final int PORT_MAX = 65_535;

    private final Vertx vertx;
    private final Dialer dialer;
    private final Runnable over;
    private final SpdyConnection connection;
    private final Map<String, ForwardedPair> pairs = new LinkedHashMap<>();

    /** Opens a connection to a port of the pod; it comes paused. */
    interface Dialer {
        Future<WebSocket> dial(int port);
    }

    SpdyForward(Vertx vertx, Wire wire, Dialer dialer, Runnable over) {
        this.vertx = vertx;
        this.dialer = dialer;
        this.over = over;
        this.connection = new SpdyConnection(vertx, wire, this);
    }

    /** Starts; after the end {@code over} is called once. */
    void start() {
        connection.start();
    }

    @Override
    public void opened(SpdyStream stream) {
        boolean error = stream.header("streamtype").equals("error");
        if (!error && !stream.header("streamtype").equals("data")) {
            stream.finish();
            return;
        }
        String key = key(stream, error);
        ForwardedPair pair = pairs.get(key);
        if (pair == null) {
            pair = new ForwardedPair(vertx, connection, () -> pairs.remove(key));
            pairs.put(key, pair);
            ForwardedPair made = pair;
            vertx.setTimer(PAIR_MILLIS_MAX, late -> made.requireComplete());
        }
        pair.add(stream, error);
        if (pair.complete()) {
            connect(pair, stream.header("port"));
        }
    }

    /** Very old clients number nothing: a data stream follows its error stream. */
    private static String key(SpdyStream stream, boolean error) {
        String id = stream.header("requestid");
        return id.isEmpty() ? "stream " + (error ? stream.id() : stream.id() - 2) : id;
    }

    private void connect(ForwardedPair pair, String portText) {
        int port = port(portText);
        if (port == 0) {
            pair.fail("\"" + portText + "\" is not a port");
        } else if (pairs.size() > CONNECTIONS_MAX) {
            pair.fail("this port-forward already has " + CONNECTIONS_MAX + " connections");
        } else {
            dialer.dial(port).onSuccess(pair::joined).onFailure(why -> pair.fail(String.valueOf(why.getMessage())));
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= PORT_MAX ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public void drained() {
        new ArrayList<>(pairs.values()).forEach(ForwardedPair::drained);
    }

    @Override
    public void closed() {
        new ArrayList<>(pairs.values()).forEach(ForwardedPair::drop);
        over.run();
    }
}
