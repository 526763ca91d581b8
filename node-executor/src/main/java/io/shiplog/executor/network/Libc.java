package io.shiplog.executor.network;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/** The calls of Linux that Java does not have. Each throws LastErrorException with errno. */
final class Libc {

    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int NETLINK_ROUTE = 0;
    static final int CLONE_NEWNET = 0x40000000;
    static final int O_CLOEXEC = 0x80000;

    static {
        Native.register(Platform.C_LIBRARY_NAME);
    }

    private Libc() {}

    static native int geteuid() throws LastErrorException;

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int send(int socket, byte[] bytes, long length, int flags) throws LastErrorException;

    static native int recv(int socket, byte[] bytes, long length, int flags) throws LastErrorException;

    /** Moves the calling thread alone into a namespace. */
    static native int setns(int fd, int type) throws LastErrorException;

    /** Index of an interface of the calling thread's namespace; fails with ENODEV when there is none of that name. */
    static native int if_nametoindex(String name) throws LastErrorException;

    /** What the system says of an errno, e.g. "File exists". */
    static native String strerror(int errno);
}
