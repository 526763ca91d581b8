package io.shiplog.api.stream;

import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * An executor of node n1 that runs nothing. exec echoes its input until the end of it and then ends with what it was
 * told as Status, or at once when it has no input; every port echoes, but for port 9, which refuses.
 */
final class FakeExecutor implements Endpoints, AutoCloseable {

    private static final String TOKEN = "t";

    private final InternalServer server;
    private final String status;

    FakeExecutor(String status) throws IOException {
        this.status = status;
        this.server = InternalServer.start(
                TOKEN,
                "127.0.0.1",
                "127.0.0.1",
                Map.of(
                        InternalPaths.EXEC, this::exec,
                        InternalPaths.PORT_FORWARD, FakeExecutor::forward));
    }

    private void exec(Vertx vertx, HttpServerRequest request) {
        String words = String.join(" ", request.params().getAll("command"));
        boolean stdin = InternalServer.parameter(request, "stdin").equals("true");
        if (words.equals("refuse")) {
            throw StatusException.of(404, "NotFound", "unable to upgrade connection: container not found (\"c\")");
        }
        request.toWebSocket().onSuccess(socket -> {
            socket.writeBinaryMessage(ChannelProtocol.message(1, Buffer.buffer(words + "\n")));
            socket.binaryMessageHandler(message -> {
                if (message.getByte(0) == 0) {
                    socket.writeBinaryMessage(ChannelProtocol.message(2, message.getBuffer(1, message.length())));
                } else if ((message.getByte(0) & 0xff) == ChannelProtocol.CLOSE) {
                    socket.writeBinaryMessage(ChannelProtocol.message(3, Buffer.buffer(status)));
                }
            });
            if (!stdin) {
                socket.writeBinaryMessage(ChannelProtocol.message(3, Buffer.buffer(status)));
            }
        });
    }

    private static void forward(Vertx vertx, HttpServerRequest request) {
        if (InternalServer.parameter(request, "port").equals("9")) {
            throw StatusException.of(500, "InternalError", "error forwarding port 9 to pod web: refused");
        }
        request.toWebSocket().onSuccess(socket -> socket.binaryMessageHandler(socket::writeBinaryMessage));
    }

    @Override
    public Optional<String> ofNode(String node) {
        return node.equals("n1") ? Optional.of(server.endpoint()) : Optional.empty();
    }

    @Override
    public Optional<String> ofRole(String role) {
        return Optional.empty();
    }

    @Override
    public String token() {
        return TOKEN;
    }

    @Override
    public void close() {
        server.close();
    }
}
