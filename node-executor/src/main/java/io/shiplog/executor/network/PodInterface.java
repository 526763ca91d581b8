package io.shiplog.executor.network;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Puts a pod's interface, eth0, into the network namespace of a process: one end of a veth(4) pair, whose other end
 * hangs on a bridge. The end on the bridge is named by the address, so of two executors that give out the same address
 * on one machine the kernel refuses the second. All of it goes with the namespace. Thread-safe.
 *
 * @param device the bridge, e.g. br-1f6c2b7d90aa
 * @param gateway address of the bridge
 * @param prefix of its network, e.g. 20
 */
public record PodInterface(String device, String gateway, int prefix) {

    /** The kernel refuses: somebody else's pod has the address on this machine. */
    public static final class AddressTakenException extends IOException {
        private static final long serialVersionUID = 1L;

        AddressTakenException(String address) {
            super("Address already in use: " + address);
        }
    }

    private static final String INSIDE = "eth0";
    private static final Path DEVICES = Path.of("/sys/class/net");
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;

    /** True when this process may do it here: on Linux, as root, and the bridge is one of this machine's. */
    public boolean possible() {
        try {
            return System.getProperty("os.name", "").equals("Linux")
                    && Files.exists(DEVICES.resolve(device).resolve("bridge"))
                    && Libc.geteuid() == 0;
        } catch (LinkageError e) {
            return false; // JNA has no library for this machine, or may not unpack it
        }
    }

    /** Name of the end on the bridge, e.g. sl0a584007 for 10.88.64.7. */
    static String name(String address) {
        return "sl" + HexFormat.of().formatHex(bytes(address));
    }

    /** Bytes that a pod has received and sent, or -1 each when it has no such interface. */
    public static long[] traffic(String address) {
        Path figures = DEVICES.resolve(name(address)).resolve("statistics");
        try {
            // What the pod receives its other end sends.
            return new long[] {number(figures.resolve("tx_bytes")), number(figures.resolve("rx_bytes"))};
        } catch (IOException | NumberFormatException e) {
            return new long[] {-1, -1};
        }
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /**
     * Whose the end on the bridge is.
     *
     * @return the uid that it was put in for, or empty when there is none or it is not known
     */
    public static String owner(String address) {
        try {
            return Files.readString(DEVICES.resolve(name(address)).resolve("ifalias"))
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Puts it in. What an interrupted attempt has left is made whole; what an earlier process of the pod has left is
     * replaced.
     *
     * @param pid a process of this machine, in the namespace
     * @param uid of the pod
     * @throws AddressTakenException when another pod has the address
     * @throws IOException in the system's words
     */
    public void plug(long pid, String address, String uid) throws IOException {
        try (Namespace namespace = new Namespace(pid)) {
            if (!create(namespace, address, uid)) {
                boolean begun = namespace.inside(() -> has(INSIDE));
                if (!begun) {
                    if (!owner(address).equals(uid)) {
                        throw new AddressTakenException(address);
                    }
                    remove(address); // of a process that has ended; the kernel takes its time
                    if (!create(namespace, address, uid)) {
                        throw new AddressTakenException(address);
                    }
                }
            }
            namespace.inside(() -> {
                configure(address);
                return true;
            });
        } catch (LastErrorException e) {
            throw new IOException(
                    "cannot put an interface with the address " + address + " into the network of process " + pid + ": "
                            + Libc.strerror(e.getErrorCode()),
                    e);
        }
    }

    /** False when either end's name is taken. */
    private boolean create(Namespace namespace, String address, String uid) {
        String outside = name(address);
        NetlinkMessage pair = new NetlinkMessage(
                        NetlinkMessage.RTM_NEWLINK, NetlinkMessage.NLM_F_CREATE | NetlinkMessage.NLM_F_EXCL, 1)
                .link(0, true)
                .attribute(IFLA_IFNAME, outside)
                .attribute(IFLA_MASTER, Libc.if_nametoindex(device))
                .begin(IFLA_LINKINFO)
                .attribute(IFLA_INFO_KIND, "veth")
                .begin(IFLA_INFO_DATA)
                .begin(VETH_INFO_PEER)
                .link(0, false)
                .attribute(IFLA_IFNAME, INSIDE)
                .attribute(IFLA_ADDRESS, hardwareAddress(address))
                .attribute(IFLA_NET_NS_FD, namespace.fd)
                .end()
                .end()
                .end();
        NetlinkMessage alias = new NetlinkMessage(NetlinkMessage.RTM_NEWLINK, 0, 2)
                .link(0, false)
                .attribute(IFLA_IFNAME, outside)
                .attribute(IFLA_IFALIAS, uid);
        try (Netlink here = new Netlink()) {
            int errno = here.ask(pair);
            if (errno == Netlink.EEXIST) {
                return false;
            }
            if (errno != 0) {
                throw new LastErrorException(errno);
            }
            here.settle(alias);
            return true;
        }
    }

    private static void remove(String address) {
        try (Netlink here = new Netlink()) {
            here.ask(new NetlinkMessage(NetlinkMessage.RTM_DELLINK, 0, 1)
                    .link(0, false)
                    .attribute(IFLA_IFNAME, name(address)));
        }
    }

    /** In the pod's namespace. */
    private void configure(String address) {
        int index = Libc.if_nametoindex(INSIDE);
        byte[] own = bytes(address);
        int number = ByteBuffer.wrap(own).getInt();
        byte[] broadcast = ByteBuffer.allocate(4)
                .putInt(number | (int) (0xffffffffL >>> prefix))
                .array();
        try (Netlink there = new Netlink()) {
            int flags = NetlinkMessage.NLM_F_CREATE | NetlinkMessage.NLM_F_EXCL;
            there.settle(new NetlinkMessage(NetlinkMessage.RTM_NEWADDR, flags, 1)
                    .address(prefix, index)
                    .attribute(IFA_LOCAL, own)
                    .attribute(IFA_ADDRESS, own)
                    .attribute(IFA_BROADCAST, broadcast));
            there.settle(new NetlinkMessage(NetlinkMessage.RTM_NEWLINK, 0, 2).link(index, true));
            there.settle(new NetlinkMessage(NetlinkMessage.RTM_NEWROUTE, flags, 3)
                    .defaultRoute()
                    .attribute(RTA_GATEWAY, bytes(gateway))
                    .attribute(RTA_OIF, index));
        }
    }

    /**
     * True when this process may enter the network of another, which has an eth0. So the number that an engine has for
     * one of its processes means the same here.
     */
    public static boolean reaches(long pid) {
        try (Namespace namespace = new Namespace(pid)) {
            return namespace.inside(() -> has(INSIDE));
        } catch (LastErrorException | IOException e) {
            return false;
        }
    }

    private static boolean has(String name) {
        try {
            return Libc.if_nametoindex(name) > 0;
        } catch (LastErrorException e) {
            return false;
        }
    }

    /** As the engine makes them, 02:42 and the address: a pod started again has the one that its neighbours know. */
    private static byte[] hardwareAddress(String address) {
        return ByteBuffer.allocate(6)
                .put((byte) 0x02)
                .put((byte) 0x42)
                .put(bytes(address))
                .array();
    }

    private static byte[] bytes(String address) {
        try {
            InetAddress out = InetAddress.getByName(address);
            if (out instanceof Inet4Address) {
                return out.getAddress();
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is no IPv4 address", e);
        }
        throw new IllegalArgumentException(address + " is no IPv4 address");
    }

    /** The network namespace of a process. */
    private static final class Namespace implements AutoCloseable {
        private final int fd;

        Namespace(long pid) {
            fd = Libc.open("/proc/" + pid + "/ns/net", Libc.O_CLOEXEC);
        }

        private interface Work {
            boolean run();
        }

        /** Runs something in the namespace: on a thread of its own, which need not find its way back. */
        boolean inside(Work work) throws IOException {
            AtomicReference<LastErrorException> failure = new AtomicReference<>();
            boolean[] out = new boolean[1];
            Thread thread = new Thread(
                    () -> {
                        try {
                            Libc.setns(fd, Libc.CLONE_NEWNET);
                            out[0] = work.run();
                        } catch (LastErrorException e) {
                            failure.set(e);
                        }
                    },
                    "pod-interface");
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            LastErrorException error = failure.get();
            if (error != null) {
                throw error;
            }
            return out[0];
        }

        @Override
        public void close() {
            Libc.close(fd);
        }
    }
}
