package io.shiplog.executor.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel is told, byte by byte, where bytes are written as on amd64 and arm64. */
class NetlinkMessageTest {

    @BeforeEach
    void littleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder().equals(ByteOrder.LITTLE_ENDIAN));
    }

    private static String hex(NetlinkMessage message) {
        return HexFormat.of().formatHex(message.bytes());
    }

    @Test
    void aDefaultRouteIsHeaderFixedPartAndItsAttributes() {
        NetlinkMessage route = new NetlinkMessage(NetlinkMessage.RTM_NEWROUTE, NetlinkMessage.NLM_F_CREATE, 7)
                .defaultRoute()
                .attribute(5, new byte[] {10, 1, 2, 3})
                .attribute(4, 9);
        assertThat(hex(route))
                .isEqualTo("2c000000" + "1800" + "0504" + "07000000" + "00000000" // 44 bytes, create and answer
                        + "02000000" + "fe030001" + "00000000" // IPv4 to everywhere, main table, boot, unicast
                        + "08000500" + "0a010203" // gateway
                        + "08000400" + "09000000"); // device
    }

    @Test
    void anAddressNamesItsPrefixAndItsDevice() {
        NetlinkMessage address = new NetlinkMessage(NetlinkMessage.RTM_NEWADDR, 0, 1)
                .address(20, 3)
                .attribute(2, new byte[] {10, 1, 2, 3});
        assertThat(hex(address))
                .isEqualTo("20000000" + "1400" + "0500" + "01000000" + "00000000" + "02140000" + "03000000" + "08000200"
                        + "0a010203");
    }

    @Test
    void attributesAreFilledUpToFourBytesAndTellTheirLengthWithoutThat() {
        NetlinkMessage link = new NetlinkMessage(NetlinkMessage.RTM_NEWLINK, 0, 1)
                .link(0, true)
                .attribute(3, "slab");
        assertThat(hex(link))
                .endsWith("00000000" + "00000000" + "01000000" + "01000000" + "09000300" + "736c6162" + "00000000");
    }

    @Test
    void anAttributeThatHoldsOthersIsAsLongAsAllOfThem() {
        byte[] bytes = new NetlinkMessage(NetlinkMessage.RTM_NEWLINK, 0, 1)
                .link(0, false)
                .begin(18)
                .attribute(1, "veth")
                .begin(2)
                .attribute(4, 1)
                .end()
                .end()
                .bytes();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        assertThat(in.getInt(0)).isEqualTo(bytes.length);
        assertThat(in.getShort(32)).as("the outer one").isEqualTo((short) (bytes.length - 32));
        assertThat(in.getShort(48)).as("the inner one").isEqualTo((short) 12);
    }
}
