package io.shiplog.executor.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One request of rtnetlink(7), field by field: header, fixed part, attributes, which may hold attributes. Pure.
 */
final class NetlinkMessage {

    static final short RTM_NEWLINK = 16;
    static final short RTM_DELLINK = 17;
    static final short RTM_NEWADDR = 20;
    static final short RTM_NEWROUTE = 24;

    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;

    private static final int SIZE_MAX = 1024;
    private static final int ALIGN = 4;

    private final ByteBuffer out = ByteBuffer.allocate(SIZE_MAX).order(ByteOrder.nativeOrder());
    private final Deque<Integer> open = new ArrayDeque<>();

    /**
     * Begins a request that is acknowledged.
     *
     * @param flags NLM_F_… beside NLM_F_REQUEST and NLM_F_ACK
     * @param sequence comes back with the answer
     */
    NetlinkMessage(short type, int flags, int sequence) {
        out.putInt(0).putShort(type).putShort((short) (NLM_F_REQUEST | NLM_F_ACK | flags));
        out.putInt(sequence).putInt(0);
    }

    /** An ifinfomsg: the interface of this index, 0 when an attribute names it; with IFF_UP set when it is to be up. */
    NetlinkMessage link(int index, boolean up) {
        int flags = up ? 1 : 0;
        out.put((byte) 0)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(index)
                .putInt(flags)
                .putInt(flags);
        return this;
    }

    /** An ifaddrmsg of IPv4. */
    NetlinkMessage address(int prefix, int index) {
        out.put((byte) 2).put((byte) prefix).put((byte) 0).put((byte) 0).putInt(index);
        return this;
    }

    /** A rtmsg of IPv4's default route in the main table, unicast, everywhere. */
    NetlinkMessage defaultRoute() {
        byte main = (byte) 254;
        byte boot = 3;
        byte unicast = 1;
        out.put((byte) 2).put((byte) 0).put((byte) 0).put((byte) 0);
        out.put(main).put(boot).put((byte) 0).put(unicast).putInt(0);
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        out.putShort((short) (ALIGN + value.length)).putShort((short) type).put(value);
        return aligned();
    }

    NetlinkMessage attribute(int type, int value) {
        out.putShort((short) (ALIGN + 4)).putShort((short) type).putInt(value);
        return this;
    }

    /** A text as the kernel takes it, with a zero behind. */
    NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** Begins an attribute that holds what comes until {@link #end}. */
    NetlinkMessage begin(int type) {
        open.push(out.position());
        out.putShort((short) 0).putShort((short) type);
        return this;
    }

    NetlinkMessage end() {
        int at = open.pop();
        out.putShort(at, (short) (out.position() - at));
        return this;
    }

    private NetlinkMessage aligned() {
        while (out.position() % ALIGN != 0) {
            out.put((byte) 0);
        }
        return this;
    }

    byte[] bytes() {
        byte[] bytes = new byte[out.position()];
        out.putInt(0, bytes.length);
        System.arraycopy(out.array(), 0, bytes, 0, bytes.length);
        return bytes;
    }
}
