package io.shiplog.standalone.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free and taken ports of this machine's loopback address. */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int FIRST_OUTGOING = 32_768;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /**
     * A port that was free a moment ago. It lies below the range from which Linux takes the ports of outgoing
     * connections
     * (32768 and up): one from there may be somebody's connection by the time a server wants to listen.
     */
    public static int free() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OUTGOING);
            if (isFree(port)) {
                return port;
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** True when a server could listen there now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: a port whose last connections are still in TIME_WAIT is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The wanted port when it is free, else another. */
    public static int freeOr(int wanted) throws IOException {
        return wanted > 0 && isFree(wanted) ? wanted : free();
    }
}
