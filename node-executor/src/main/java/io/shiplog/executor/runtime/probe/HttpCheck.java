package io.shiplog.executor.runtime.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One GET, as the kubelet does it: no reuse of connections, redirects within the host are followed. */
final class HttpCheck {

    private static final String AGENT = "kube-probe/1.32";
    private static final int REDIRECTS_MAX = 10;
    private static final int HEAD_BYTES_MAX = 32 * 1024;
    private static final int SUCCESS_MIN = 200;
    private static final int REDIRECT_MIN = 300;
    private static final int FAILURE_MIN = 400;

    /** Status and where a redirect points to, empty without. */
    private record Head(int status, String location) {}

    private HttpCheck() {}

    /** Status 200 to 399 is success. */
    static Result check(Handler.Http http, String podAddress, long timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        String host = http.host().isEmpty() ? podAddress : http.host();
        String path = http.path();
        String url = url(http, host, path);
        try {
            for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                Head head = get(http, host, path, Math.max(1, left));
                String next = head.status() >= REDIRECT_MIN && head.status() < FAILURE_MIN
                        ? sameHost(url, head.location())
                        : "";
                if (next.isEmpty()) {
                    return head.status() >= SUCCESS_MIN && head.status() < FAILURE_MIN
                            ? Result.SUCCESS
                            : Result.failure("HTTP probe failed with statuscode: " + head.status());
                }
                path = next;
            }
            return Result.failure("Get \"" + url + "\": stopped after " + REDIRECTS_MAX + " redirects");
        } catch (SocketTimeoutException e) {
            return Result.failure(
                    "Get \"" + url + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        } catch (IOException e) {
            return Result.failure("Get \"" + url + "\": " + words(e, host, http.port()));
        }
    }

    private static String words(IOException error, String host, int port) {
        return error instanceof SocketException && !(error instanceof ConnectException)
                ? String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT)
                : error instanceof ConnectException
                        ? TimedSocket.words(error, host, port)
                        : String.valueOf(error.getMessage());
    }

    private static String url(Handler.Http http, String host, String path) {
        return (http.tls() ? "https://" : "http://") + host + ":" + http.port() + path;
    }

    /** Path of a redirect within the host, empty for one that leads elsewhere, which is success in itself. */
    private static String sameHost(String url, String location) {
        if (location.isEmpty()) {
            return "";
        }
        try {
            URI from = URI.create(url);
            URI to = from.resolve(location);
            boolean same = from.getAuthority().equals(to.getAuthority())
                    && from.getScheme().equals(to.getScheme());
            String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
            return same ? to.getRawPath() + query : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Head get(Handler.Http http, String host, String path, long timeoutMillis) throws IOException {
        try (TimedSocket socket = TimedSocket.connect(host, http.port(), timeoutMillis, http.tls())) {
            socket.out().write(request(http, host, path).getBytes(StandardCharsets.UTF_8));
            socket.out().flush();
            return head(new BufferedInputStream(socket.in()));
        }
    }

    private static String request(Handler.Http http, String host, String path) {
        StringBuilder out = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
        StringBuilder own = new StringBuilder();
        boolean hostGiven = false;
        boolean agentGiven = false;
        boolean acceptGiven = false;
        for (Handler.Header header : http.headers()) {
            hostGiven |= header.name().equalsIgnoreCase("Host");
            agentGiven |= header.name().equalsIgnoreCase("User-Agent");
            acceptGiven |= header.name().equalsIgnoreCase("Accept");
            boolean dropped = header.value().isEmpty()
                    && (header.name().equalsIgnoreCase("User-Agent")
                            || header.name().equalsIgnoreCase("Accept"));
            if (!dropped) {
                own.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
        }
        if (!hostGiven) {
            out.append("Host: ").append(host).append(':').append(http.port()).append("\r\n");
        }
        if (!agentGiven) {
            out.append("User-Agent: ").append(AGENT).append("\r\n");
        }
        if (!acceptGiven) {
            out.append("Accept: */*\r\n");
        }
        return out.append(own).append("Connection: close\r\n\r\n").toString();
    }

    private static Head head(InputStream in) throws IOException {
        String status = line(in);
        String[] words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("[0-9]{3}")) {
            throw new IOException("malformed HTTP response \"" + status + "\"");
        }
        String location = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase("Location")) {
                location = line.substring(colon + 1).strip();
            }
        }
        return new Head(Integer.parseInt(words[1]), location);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("EOF");
            }
            if (out.size() >= HEAD_BYTES_MAX) {
                throw new IOException("server response headers exceeded " + HEAD_BYTES_MAX + " bytes; aborted");
            }
            out.write(b);
        }
        return out.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
