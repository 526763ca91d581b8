package io.shiplog.executor.runtime.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest file that Linux runs: one segment of 64-bit code, read and executed, entered at its beginning. Pure. */
final class Elf {

    static final short MACHINE_AMD64 = 62;
    static final short MACHINE_ARM64 = 183;

    private static final long BASE = 0x400000;
    private static final int HEADERS = 64 + 56;
    private static final int PAGE = 0x10000; // large enough for every page size of arm64

    private Elf() {}

    /** A static executable of this code. */
    static byte[] executable(short machine, byte[] code) {
        int size = HEADERS + code.length;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        out.putShort((short) 2).putShort(machine).putInt(1); // an executable
        out.putLong(BASE + HEADERS).putLong(64).putLong(0); // entry, program header, no sections
        out.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        out.putInt(1).putInt(5); // load, read and execute
        out.putLong(0).putLong(BASE).putLong(BASE);
        out.putLong(size).putLong(size).putLong(PAGE);
        return out.put(code).array();
    }
}
