package io.shiplog.api.stream;

import io.shiplog.schemas.internal.Pulse;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port-forward over channels of a WebSocket: port number i of the query has channel 2i for data and 2i + 1 for
 * errors,
 * and each channel begins with the port in two bytes, the low one first. One connection a port; it is over when all
 * ports are.
 */
final class ChannelForward {

    private final Vertx vertx;
    private final ServerWebSocket client;
    private final ChannelProtocol protocol;
    private final List<Port> ports = new ArrayList<>();
    private final Set<Object> holders = new HashSet<>();

    private ChannelForward(Vertx vertx, ServerWebSocket client, ChannelProtocol protocol) {
        this.vertx = vertx;
        this.client = client;
        this.protocol = protocol;
    }

    /** Starts; after the end {@code over} is called once. */
    static void start(
            Vertx vertx,
            ServerWebSocket client,
            ChannelProtocol protocol,
            List<Integer> ports,
            SpdyForward.Dialer dialer,
            Runnable over) {
        ChannelForward forward = new ChannelForward(vertx, client, protocol);
        Pulse pulse = Pulse.of(vertx, client, () -> !forward.holders.isEmpty());
        client.binaryMessageHandler(forward::fromClient);
        client.textMessageHandler(text -> {
            Buffer message = ChannelProtocol.decoded(text);
            if (message != null) {
                forward.fromClient(message);
            }
        });
        client.exceptionHandler(broken -> Sockets.close(client));
        client.drainHandler(room -> forward.ports.forEach(Port::drained));
        client.closeHandler(gone -> {
            pulse.stop();
            List.copyOf(forward.ports).forEach(Port::end);
            over.run();
        });
        for (int number : ports) {
            Port port = forward.new Port(2 * forward.ports.size());
            forward.ports.add(port);
            Buffer head = Buffer.buffer().appendUnsignedShortLE(number);
            forward.send(port.channel, head);
            forward.send(port.channel + 1, head);
        }
        for (int i = 0; i < ports.size(); i++) {
            Port port = forward.ports.get(i);
            dialer.dial(ports.get(i))
                    .onSuccess(port::joined)
                    .onFailure(why -> port.fail(String.valueOf(why.getMessage())));
        }
    }

    private void fromClient(Buffer message) {
        int channel = message.length() == 0 ? -1 : message.getByte(0) & 0xff;
        if (channel >= 0 && channel % 2 == 0 && channel / 2 < ports.size()) {
            ports.get(channel / 2).fromClient(message.getBuffer(1, message.length()));
        }
    }

    private void send(int channel, Buffer payload) {
        if (client.isClosed()) {
            return;
        }
        Buffer message = ChannelProtocol.message(channel, payload);
        var unused = protocol.base64()
                ? client.writeTextMessage(ChannelProtocol.encoded(message))
                : client.writeBinaryMessage(message);
    }

    private void hold(Object holder) {
        holders.add(holder);
        client.pause();
    }

    private void release(Object holder) {
        if (holders.remove(holder) && holders.isEmpty() && !client.isClosed()) {
            client.resume();
        }
    }

    private void endWhenAllHaveEnded() {
        if (ports.stream().allMatch(port -> port.ended)) {
            Sockets.close(client);
        }
    }

    private final class Port {
        final int channel;
        private Buffer early = Buffer.buffer();
        private @Nullable WebSocket executor;
        private @Nullable Pulse pulse;
        private boolean paused;
        boolean ended;

        Port(int channel) {
            this.channel = channel;
        }

        void fromClient(Buffer bytes) {
            if (ended || bytes.length() == 0) {
                return;
            }
            if (executor == null) {
                early.appendBuffer(bytes);
                if (early.length() > ForwardedPair.EARLY_BYTES_MAX) {
                    hold(this);
                }
            } else if (!executor.isClosed()) {
                var unused = executor.writeBinaryMessage(bytes);
                if (executor.writeQueueFull()) {
                    hold(this);
                    executor.drainHandler(room -> release(this));
                }
            }
        }

        void joined(WebSocket socket) {
            if (ended) {
                Sockets.close(socket);
                return;
            }
            executor = socket;
            pulse = Pulse.of(vertx, socket, () -> paused);
            socket.binaryMessageHandler(this::fromPod);
            socket.textMessageHandler(this::fail);
            socket.exceptionHandler(broken -> Sockets.close(socket));
            socket.closeHandler(gone -> end());
            release(this);
            fromClient(early);
            early = Buffer.buffer();
            socket.resume();
        }

        private void fromPod(Buffer bytes) {
            if (bytes.length() == 0) {
                end();
                return;
            }
            send(channel, bytes);
            if (!client.isClosed() && client.writeQueueFull() && !paused && executor != null) {
                paused = true;
                executor.pause();
            }
        }

        void drained() {
            if (paused && executor != null) {
                paused = false;
                executor.resume();
            }
        }

        void fail(String why) {
            if (!ended) {
                send(channel + 1, Buffer.buffer(why));
                end();
            }
        }

        void end() {
            if (ended) {
                return;
            }
            ended = true;
            if (pulse != null) {
                pulse.stop();
            }
            if (executor != null) {
                Sockets.close(executor);
            }
            release(this);
            endWhenAllHaveEnded();
        }
    }
}
