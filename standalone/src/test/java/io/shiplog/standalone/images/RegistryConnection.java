package io.shiplog.standalone.images;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request of HTTP/1.1 on one connection. Written by hand since an engine first speaks TLS to any registry, and a
 * server that waits for the end of that line would hold it up.
 */
final class RegistryConnection {

    private static final int TLS_HANDSHAKE = 0x16;
    private static final int LINE_MAX = 16 * 1024;
    private static final int LINES_MAX = 100;
    private static final int TIMEOUT_MILLIS = 10_000;

    /** What is asked for. Header names are in lower case. */
    record Request(String method, String path, Map<String, String> headers) {}

    /** What is answered; the length is added. */
    record Response(int status, Map<String, String> headers, byte[] body) {}

    /** Knows the answer. */
    interface Answers {
        Response to(Request request);
    }

    private RegistryConnection() {}

    static void serve(Socket socket, Answers answers) throws IOException {
        try (socket) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            in.mark(1);
            if (in.read() == TLS_HANDSHAKE) {
                out.write("HTTP/1.0 400 this is plain HTTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                return;
            }
            in.reset();
            Request request = read(in);
            Response response = answers.to(request);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " -\r\n");
            response.headers()
                    .forEach((name, value) ->
                            head.append(name).append(": ").append(value).append("\r\n"));
            head.append("Content-Length: ").append(response.body().length).append("\r\nConnection: close\r\n\r\n");
            out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
            if (!request.method().equals("HEAD")) {
                out.write(response.body());
            }
            out.flush();
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", -1);
        if (first.length != 3) {
            throw new IOException("no request line of HTTP");
        }
        Map<String, String> headers = new TreeMap<>();
        for (int i = 0; i < LINES_MAX; i++) {
            String line = line(in);
            if (line.isEmpty()) {
                return new Request(first[0], first[1], headers);
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new IOException("more than " + LINES_MAX + " headers");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder out = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n' && out.length() < LINE_MAX) {
            out.append((char) next);
            next = in.read();
        }
        if (next != '\n') {
            throw new IOException("a line without an end");
        }
        return out.toString().strip();
    }
}
