package io.shiplog.executor.runtime.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

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
            case "amd64" -> Elf.executable(Elf.MACHINE_AMD64, amd64());
            case "arm64" -> Elf.executable(Elf.MACHINE_ARM64, arm64());
            default ->
                throw new IllegalArgumentException(
                        "no sandbox program for architecture " + architecture + ": only amd64 and arm64 are known");
        };
    }

    /** x86-64, an instruction a line. */
    private static byte[] amd64() {
        String code = ""
                + "b80e000000" // mov eax, rt_sigprocmask
                + "31ff" // xor edi, edi
                + "488d355a000000" // lea rsi, [all]
                + "31d2" // xor edx, edx
                + "41ba08000000" // mov r10d, 8
                + "0f05" // syscall
                // wait (24):
                + "b880000000" // mov eax, rt_sigtimedwait
                + "488d3d44000000" // lea rdi, [all]
                + "31f6" // xor esi, esi
                + "31d2" // xor edx, edx
                + "41ba08000000" // mov r10d, 8
                + "0f05" // syscall
                + "83f811" // cmp eax, SIGCHLD
                + "751c" // jne other (81)
                // reap (53):
                + "b83d000000" // mov eax, wait4
                + "bfffffffff" // mov edi, -1
                + "31f6" // xor esi, esi
                + "ba01000000" // mov edx, WNOHANG
                + "4d31d2" // xor r10, r10
                + "0f05" // syscall
                + "85c0" // test eax, eax
                + "7fe6" // jg reap
                + "ebc7" // jmp wait
                // other (81):
                + "83f80f" // cmp eax, SIGTERM
                + "7405" // je end
                + "83f802" // cmp eax, SIGINT
                + "75bd" // jne wait
                // end (91):
                + "b8e7000000" // mov eax, exit_group
                + "31ff" // xor edi, edi
                + "0f05" // syscall
                + "0f0b" // ud2
                + "9090"; // to 104
        return withMask(HexFormat.of().parseHex(code));
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
}
