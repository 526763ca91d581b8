package io.shiplog.executor.network;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A socket to the kernel's routing, in the namespace of the thread that opens it. Not thread-safe. */
final class Netlink implements AutoCloseable {

    static final int EEXIST = 17;

    private static final short NLMSG_ERROR = 2;
    private static final int TYPE_AT = 4;
    private static final int HEADER = 16;
    private static final int ANSWER_BYTES_MAX = 8192;

    private final int socket;

    Netlink() {
        socket = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.O_CLOEXEC, Libc.NETLINK_ROUTE);
    }

    /** Asks, and gives the kernel's errno, 0 for what was done. */
    int ask(NetlinkMessage request) {
        byte[] bytes = request.bytes();
        Libc.send(socket, bytes, bytes.length, 0);
        byte[] answer = new byte[ANSWER_BYTES_MAX];
        while (true) {
            int length = Libc.recv(socket, answer, answer.length, 0);
            ByteBuffer in = ByteBuffer.wrap(answer, 0, length).order(ByteOrder.nativeOrder());
            if (length >= HEADER + 4 && in.getShort(TYPE_AT) == NLMSG_ERROR) {
                return -in.getInt(HEADER);
            }
        }
    }

    /** Asks, and throws with errno when it is not done, unless it was done before. */
    void settle(NetlinkMessage request) {
        int errno = ask(request);
        if (errno != 0 && errno != EEXIST) {
            throw new LastErrorException(errno);
        }
    }

    @Override
    public void close() {
        Libc.close(socket);
    }
}
