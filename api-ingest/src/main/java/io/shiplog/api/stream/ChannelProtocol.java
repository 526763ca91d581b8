package io.shiplog.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The subprotocols by which exec and attach are spoken over a WebSocket. Each message is for one channel; between
 * us and
 * an executor it is always a byte for the channel and then the payload.
 */
enum ChannelProtocol {
    // In order of preference.
    V5("v5.channel.k8s.io", false, true),
    V4("v4.channel.k8s.io", false, true),
    V4_BASE64("v4.base64.channel.k8s.io", true, true),
    V3("v3.channel.k8s.io", false, false),
    V2("v2.channel.k8s.io", false, false),
    V1("channel.k8s.io", false, false),
    V1_BASE64("base64.channel.k8s.io", true, false);

    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int STATUS = 3;
    static final int RESIZE = 4;
    static final int CLOSE = 255;

    private final String text;
    private final boolean base64;
    private final boolean jsonStatus;

    ChannelProtocol(String text, boolean base64, boolean jsonStatus) {
        this.text = text;
        this.base64 = base64;
        this.jsonStatus = jsonStatus;
    }

    /** Name on the wire. */
    String text() {
        return text;
    }

    /** Messages are text: the channel's digit, and the payload in base64. */
    boolean base64() {
        return base64;
    }

    /** The best of those that a client offers; somebody who offers none speaks the oldest. */
    static Optional<ChannelProtocol> of(List<String> offered) {
        return offered.isEmpty()
                ? Optional.of(V1)
                : Stream.of(values()).filter(p -> offered.contains(p.text)).findFirst();
    }

    /** The best for port-forward, which is not defined for v5. */
    static Optional<ChannelProtocol> ofPortForward(List<String> offered) {
        return Stream.of(V4, V4_BASE64).filter(p -> offered.contains(p.text)).findFirst();
    }

    /** All names. */
    static List<String> names() {
        return Stream.of(values()).map(ChannelProtocol::text).toList();
    }

    /** What the error channel carries for a final Status; null when it carries nothing. */
    byte @Nullable [] status(byte[] json) {
        return jsonStatus ? json : plain(json);
    }

    /** The error as older clients read it: its message alone, and nothing when all is well. */
    static byte @Nullable [] plain(byte[] json) {
        ObjectNode status = Json.parse(json);
        return Json.textAt(status, "status").equals("Success")
                ? null
                : Json.textAt(status, "message").getBytes(StandardCharsets.UTF_8);
    }

    /** A message as a text, for protocols that want one. */
    static String encoded(Buffer message) {
        byte[] payload = message.getBytes(1, message.length());
        return message.getByte(0) + Base64.getEncoder().encodeToString(payload);
    }

    /** A text as a message; null for one that is none. */
    static @Nullable Buffer decoded(String text) {
        if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            return null;
        }
        try {
            byte[] payload = Base64.getDecoder().decode(text.substring(1));
            return message(text.charAt(0) - '0', Buffer.buffer(payload));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A message. */
    static Buffer message(int channel, Buffer payload) {
        return Buffer.buffer(payload.length() + 1).appendByte((byte) channel).appendBuffer(payload);
    }
}
