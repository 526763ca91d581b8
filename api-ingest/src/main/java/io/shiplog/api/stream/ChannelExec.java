package io.shiplog.api.stream;

import io.shiplog.schemas.internal.Pulse;
import io.shiplog.schemas.object.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;

/** exec or attach of a client that speaks channels over a WebSocket: nearly what the executor speaks. */
final class ChannelExec {

    private final ServerWebSocket client;
    private final WebSocket executor;
    private final ChannelProtocol protocol;
    private boolean statusSent;
    private boolean clientPaused;
    private boolean executorPaused;

    private ChannelExec(ServerWebSocket client, WebSocket executor, ChannelProtocol protocol) {
        this.client = client;
        this.executor = executor;
        this.protocol = protocol;
    }

    /** Joins the two until either ends; then {@code over} is called once. */
    static void join(Vertx vertx, ServerWebSocket client, WebSocket executor, ChannelProtocol protocol, Runnable over) {
        ChannelExec joined = new ChannelExec(client, executor, protocol);
        Pulse toClient = Pulse.of(vertx, client, () -> joined.clientPaused);
        Pulse toExecutor = Pulse.of(vertx, executor, () -> joined.executorPaused);
        client.binaryMessageHandler(joined::fromClient);
        client.textMessageHandler(joined::fromClient);
        client.exceptionHandler(broken -> Sockets.close(client));
        client.closeHandler(gone -> {
            toClient.stop();
            Sockets.close(executor);
            over.run();
        });
        executor.binaryMessageHandler(joined::fromExecutor);
        executor.exceptionHandler(broken -> Sockets.close(executor));
        executor.closeHandler(gone -> {
            toExecutor.stop();
            joined.executorGone();
        });
        executor.resume();
    }

    private void fromClient(String text) {
        Buffer message = ChannelProtocol.decoded(text);
        if (message != null) {
            fromClient(message);
        }
    }

    private void fromClient(Buffer message) {
        if (executor.isClosed() || message.length() == 0) {
            return;
        }
        var unused = executor.writeBinaryMessage(message);
        if (executor.writeQueueFull() && !clientPaused) {
            clientPaused = true;
            client.pause();
            executor.drainHandler(room -> {
                clientPaused = false;
                client.resume();
            });
        }
    }

    private void fromExecutor(Buffer message) {
        if (message.length() == 0) {
            return;
        }
        if (message.getByte(0) == ChannelProtocol.STATUS) {
            statusSent = true;
            byte[] status = protocol.status(message.getBytes(1, message.length()));
            if (status != null) {
                send(ChannelProtocol.message(ChannelProtocol.STATUS, Buffer.buffer(status)));
            }
            Sockets.close(client);
        } else {
            send(message);
        }
    }

    private void send(Buffer message) {
        if (client.isClosed()) {
            return;
        }
        var unused = protocol.base64()
                ? client.writeTextMessage(ChannelProtocol.encoded(message))
                : client.writeBinaryMessage(message);
        if (client.writeQueueFull() && !executorPaused) {
            executorPaused = true;
            executor.pause();
            client.drainHandler(room -> {
                executorPaused = false;
                executor.resume();
            });
        }
    }

    private void executorGone() {
        if (!statusSent) {
            byte[] lost = Json.bytes(Sockets.lost().status());
            fromExecutor(ChannelProtocol.message(ChannelProtocol.STATUS, Buffer.buffer(lost)));
        }
        Sockets.close(client);
    }
}
