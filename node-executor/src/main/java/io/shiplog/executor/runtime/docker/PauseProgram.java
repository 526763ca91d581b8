package io.shiplog.executor.runtime.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The program of sandbox containers: blocks all signals, waits for SIGTERM or SIGINT and exits with 0, and takes in
 * processes that others of its pod have left to it. Written as machine words, since there is neither a compiler nor a
 * registry to have it from. Static, without data; about 250 bytes.
 *
 * <pre>
 *   rt_sigprocmask(SIG_BLOCK, &amp;all, 0, 8)
 *   wait: s = rt_sigtimedwait(&amp;all, 0, 0, 8)
 *   if s == SIGCHLD: while wait4(-1, 0, WNOHANG, 0) &gt; 0; goto wait
 *   if s != SIGTERM and s != SIGINT: goto wait
 *   exit_group(0)
 * </pre>
 */
final class PauseProgram {

    private static final long BASE = 0x400000;
    private static final int HEADERS = 64 + 56;
    private static final int PAGE = 0x10000; // large enough for every page size of arm64
    private static final short MACHINE_AMD64 = 62;
    private static final short MACHINE_ARM64 = 183;
    private static final int SVC = 0xd4000001;
    private static final int MINUS_ONE_TO_X0 = 0x92800000;
    private static final int EQUAL = 0;
    private static final int NOT_EQUAL = 1;
    private static final int GREATER = 12;
    /** Every signal; the kernel leaves out by itself those that cannot be blocked. */
    private static final long ALL_SIGNALS = -1L;

    private PauseProgram() {}

    /** @param architecture amd64 or arm64 */
    static byte[] elf(String architecture) {
        return switch (architecture) {
            case "amd64" -> file(MACHINE_AMD64, amd64());
            case "arm64" -> file(MACHINE_ARM64, arm64());
            default ->
                throw new IllegalArgumentException(
                        "no sandbox program for architecture " + architecture + ": only amd64 and arm64 are known");
        };
    }

    private static byte[] file(short machine, byte[] code) {
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

    private static byte[] amd64() {
        byte[] code = bytes(
                0xb8,
                14,
                0,
                0,
                0, // mov eax, rt_sigprocmask
                0x31,
                0xff, // xor edi, edi
                0x48,
                0x8d,
                0x35,
                0x5a,
                0,
                0,
                0, // lea rsi, [all]
                0x31,
                0xd2, // xor edx, edx
                0x41,
                0xba,
                8,
                0,
                0,
                0, // mov r10d, 8
                0x0f,
                0x05, // syscall
                // wait (24):
                0xb8,
                128,
                0,
                0,
                0, // mov eax, rt_sigtimedwait
                0x48,
                0x8d,
                0x3d,
                0x44,
                0,
                0,
                0, // lea rdi, [all]
                0x31,
                0xf6, // xor esi, esi
                0x31,
                0xd2, // xor edx, edx
                0x41,
                0xba,
                8,
                0,
                0,
                0, // mov r10d, 8
                0x0f,
                0x05, // syscall
                0x83,
                0xf8,
                17, // cmp eax, SIGCHLD
                0x75,
                0x1c, // jne other (81)
                // reap (53):
                0xb8,
                61,
                0,
                0,
                0, // mov eax, wait4
                0xbf,
                0xff,
                0xff,
                0xff,
                0xff, // mov edi, -1
                0x31,
                0xf6, // xor esi, esi
                0xba,
                1,
                0,
                0,
                0, // mov edx, WNOHANG
                0x4d,
                0x31,
                0xd2, // xor r10, r10
                0x0f,
                0x05, // syscall
                0x85,
                0xc0, // test eax, eax
                0x7f,
                0xe6, // jg reap
                0xeb,
                0xc7, // jmp wait
                // other (81):
                0x83,
                0xf8,
                15, // cmp eax, SIGTERM
                0x74,
                0x05, // je end
                0x83,
                0xf8,
                2, // cmp eax, SIGINT
                0x75,
                0xbd, // jne wait
                // end (91):
                0xb8,
                0xe7,
                0,
                0,
                0, // mov eax, exit_group
                0x31,
                0xff, // xor edi, edi
                0x0f,
                0x05, // syscall
                0x0f,
                0x0b, // ud2
                0x90,
                0x90); // to 104
        return withMask(code);
    }

    private static byte[] arm64() {
        int all = 30; // words from the start
        ByteBuffer out = ByteBuffer.allocate(all * 4).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(move(8, 135)).putInt(move(0, 0)); // 0: rt_sigprocmask, SIG_BLOCK
        out.putInt(address(1, all - 2)).putInt(move(2, 0)).putInt(move(3, 8)).putInt(SVC);
        out.putInt(move(8, 137)).putInt(address(0, all - 7)); // 6, wait: rt_sigtimedwait
        out.putInt(move(1, 0)).putInt(move(2, 0)).putInt(move(3, 8)).putInt(SVC);
        out.putInt(compare(0, 17)).putInt(branch(NOT_EQUAL, 23 - 13)); // 12: SIGCHLD?
        out.putInt(move(8, 260)).putInt(MINUS_ONE_TO_X0); // 14, reap: wait4
        out.putInt(move(1, 0)).putInt(move(2, 1)).putInt(move(3, 0)).putInt(SVC);
        out.putInt(compare(0, 0)).putInt(branch(GREATER, 14 - 21)); // 20
        out.putInt(jump(6 - 22)); // 22
        out.putInt(compare(0, 15)).putInt(branch(EQUAL, 27 - 24)); // 23, other: SIGTERM?
        out.putInt(compare(0, 2)).putInt(branch(NOT_EQUAL, 6 - 26)); // 25: SIGINT?
        out.putInt(move(8, 94)).putInt(move(0, 0)).putInt(SVC); // 27, end: exit_group
        return withMask(out.array());
    }

    private static int jump(int words) {
        return 0x14000000 | (words & 0x3ffffff);
    }

    private static int move(int register, int value) {
        return 0xd2800000 | (value << 5) | register;
    }

    private static int compare(int register, int value) {
        return 0x7100001f | (value << 10) | (register << 5);
    }

    private static int address(int register, int words) {
        return 0x10000000 | (words << 5) | register;
    }

    private static int branch(int condition, int words) {
        return 0x54000000 | ((words & 0x7ffff) << 5) | condition;
    }

    private static byte[] withMask(byte[] code) {
        return ByteBuffer.allocate(code.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(code)
                .putLong(ALL_SIGNALS)
                .array();
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }
}
