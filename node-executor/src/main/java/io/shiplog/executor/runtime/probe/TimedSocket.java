package io.shiplog.executor.runtime.probe;

import io.shiplog.executor.runtime.PieceStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A connection whose reads end at one deadline however slowly bytes trickle in. */
final class TimedSocket implements Closeable {

    private final Socket socket;
    private final long deadlineNanos;

    private TimedSocket(Socket socket, long deadlineNanos) {
        this.socket = socket;
        this.deadlineNanos = deadlineNanos;
    }

    /** Connects within the time. The address must be an address or a name that this machine resolves. */
    static TimedSocket connect(String host, int port, long timeoutMillis, boolean tls) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(host, port), (int) Math.max(1, timeoutMillis));
            TimedSocket out = new TimedSocket(plain, deadline);
            if (!tls) {
                return out;
            }
            plain.setSoTimeout(out.leftMillis());
            SSLSocket secure = (SSLSocket) trusting().getSocketFactory().createSocket(plain, host, port, true);
            secure.startHandshake();
            return new TimedSocket(secure, deadline);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    InputStream in() throws IOException {
        InputStream from = socket.getInputStream();
        return new PieceStream() {
            @Override
            public int read(byte[] to, int at, int length) throws IOException {
                socket.setSoTimeout(leftMillis());
                return from.read(to, at, length);
            }
        };
    }

    private int leftMillis() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("i/o timeout");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /** Why a connection could not be opened, as Go says it: dial tcp 10.1.1.1:80: connect: connection refused. */
    static String words(IOException error, String host, int port) {
        return "dial tcp " + host + ":" + port + ": " + reason(error);
    }

    private static String reason(IOException error) {
        if (error instanceof SocketTimeoutException) {
            return "i/o timeout";
        }
        String text = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (error instanceof ConnectException && text.contains("refused")) {
            return "connect: connection refused";
        }
        if (error instanceof NoRouteToHostException) {
            return "connect: no route to host";
        }
        return text;
    }

    /** Kubernetes does not verify the certificates of what it probes. */
    private static SSLContext trusting() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
