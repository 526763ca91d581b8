package io.shiplog.executor.runtime.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The program that a container begins with when its interface is put in from outside: waits until the gate is open and
 * becomes the container's own program. The engine makes a network namespace only together with the process in it, and
 * a program must not run before its network is there. Written as machine words, as {@link PauseProgram} is.
 *
 * <pre>
 *   wait: if access("/dev/.shiplog/open", F_OK) != 0: nanosleep(1 ms); goto wait
 *   if argv[1] has a slash: execve(argv[1], argv + 1, environment)
 *   else for each folder of PATH: execve(folder/argv[1], argv + 1, environment)
 *        on ENOENT, ENOTDIR and EACCES go on with the next one
 *   prctl(PR_SET_NAME, "shiplog-gate-" and the error's number, EACCES before ENOENT)
 *   park: pause(); goto park
 * </pre>
 *
 * What could not be run is told by the name of the process, where whoever opened the gate reads it ({@link Gate}).
 */
final class GateProgram {

    /** Where a gate's folder is mounted. */
    static final String FOLDER = "/dev/.shiplog";
    /** The program in it. Its processes have this name, too: the kernel keeps 15 letters of it. */
    static final String NAME = "shiplog-gate";
    /** The file that opens the gate. */
    static final String OPEN = "open";

    private static final long NAP_NANOS = 1_000_000;
    /** Where the code expects what it reads; it is read by addresses that count from the instruction. */
    private static final int DATA = 0x160;

    private GateProgram() {}

    /** For x86-64. */
    static byte[] elf() {
        byte[] code = HexFormat.of().parseHex(waiting() + searching() + trying() + failing());
        byte[] open = (FOLDER + "/" + OPEN + "\0").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(DATA + 16 + open.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(code).position(DATA);
        out.putLong(0).putLong(NAP_NANOS).put(open); // a timespec, and the name
        return Elf.executable(Elf.MACHINE_AMD64, out.array());
    }

    private static String waiting() {
        return ""
                + "4989e4" // mov r12, rsp
                + "498b1c24" // mov rbx, [r12]
                + "4d8d6c2410" // lea r13, [r12+0x10]
                + "4d8d74dc10" // lea r14, [r12+rbx*8+0x10]
                + "4881ec00200000" // sub rsp, 0x2000
                // wait:
                + "b815000000" // mov eax, access
                + "488d3d4c010000" // lea rdi, [open]
                + "31f6" // xor esi, esi
                + "0f05" // syscall
                + "85c0" // test eax, eax
                + "7412" // je opened
                + "b823000000" // mov eax, nanosleep
                + "488d3d28010000" // lea rdi, [nap]
                + "31f6" // xor esi, esi
                + "0f05" // syscall
                + "ebda" // jmp wait
                + "";
    }

    private static String searching() {
        return ""
                // opened:
                + "41bf02000000" // mov r15d, ENOENT
                + "498b7500" // mov rsi, [r13]
                + "4885f6" // test rsi, rsi
                + "0f84bc000000" // je fail
                // slash:
                + "ac" // lodsb
                + "3c2f" // cmp al, '/'
                + "0f8496000000" // je direct
                + "84c0" // test al, al
                + "75f3" // jne slash
                + "4c89f5" // mov rbp, r14
                // variable:
                + "488b7500" // mov rsi, [rbp]
                + "4883c508" // add rbp, 0x8
                + "4885f6" // test rsi, rsi
                + "0f849b000000" // je fail
                + "813e50415448" // cmp dword [rsi], 'PATH'
                + "75e7" // jne variable
                + "807e043d" // cmp byte [rsi+4], '='
                + "75e1" // jne variable
                + "4883c605" // add rsi, 0x5
                // folder:
                + "803e00" // cmp byte [rsi], 0x0
                + "0f8480000000" // je fail
                + "4889e7" // mov rdi, rsp
                + "b900100000" // mov ecx, 0x1000
                // letter:
                + "ac" // lodsb
                + "3c3a" // cmp al, ':'
                + "740e" // je named
                + "84c0" // test al, al
                + "7407" // je last
                + "aa" // stosb
                + "ffc9" // dec ecx
                + "7462" // je long
                + "ebf0" // jmp letter
                // last:
                + "48ffce" // dec rsi
                + "";
    }

    private static String trying() {
        return ""
                // named:
                + "4839e7" // cmp rdi, rsp
                + "74d7" // je folder
                + "b02f" // mov al, '/'
                + "aa" // stosb
                + "498b5500" // mov rdx, [r13]
                // name:
                + "8a02" // mov al, byte [rdx]
                + "48ffc2" // inc rdx
                + "aa" // stosb
                + "84c0" // test al, al
                + "7406" // je try
                + "ffc9" // dec ecx
                + "7443" // je long
                + "ebf0" // jmp name
                // try:
                + "4889f5" // mov rbp, rsi
                + "4889e7" // mov rdi, rsp
                + "4c89ee" // mov rsi, r13
                + "4c89f2" // mov rdx, r14
                + "b83b000000" // mov eax, execve
                + "0f05" // syscall
                + "f7d8" // neg eax
                + "4889ee" // mov rsi, rbp
                + "83f802" // cmp eax, ENOENT
                + "74a3" // je folder
                + "83f814" // cmp eax, ENOTDIR
                + "749e" // je folder
                + "83f80d" // cmp eax, EACCES
                + "751f" // jne failed
                + "4189c7" // mov r15d, eax
                + "eb94" // jmp folder
                // direct:
                + "498b7d00" // mov rdi, [r13]
                + "4c89ee" // mov rsi, r13
                + "4c89f2" // mov rdx, r14
                + "b83b000000" // mov eax, execve
                + "0f05" // syscall
                + "f7d8" // neg eax
                + "eb05" // jmp failed
                // long:
                + "b824000000" // mov eax, ENAMETOOLONG
                // failed:
                + "4189c7" // mov r15d, eax
                + "";
    }

    private static String failing() {
        return ""
                // fail:
                + "4489f8" // mov eax, r15d
                + "31d2" // xor edx, edx
                + "b90a000000" // mov ecx, 0xa
                + "f7f1" // div ecx
                + "83c030" // add eax, '0'
                + "83c230" // add edx, '0'
                + "48b9736869706c6f672d" // movabs rcx, 'shiplog-'
                + "48890c24" // mov [rsp], rcx
                + "48b9676174652d000000" // movabs rcx, 'gate-'
                + "48894c2408" // mov [rsp+0x8], rcx
                + "8844240d" // mov byte [rsp+0xd], al
                + "8854240e" // mov byte [rsp+0xe], dl
                + "b89d000000" // mov eax, prctl
                + "bf0f000000" // mov edi, PR_SET_NAME
                + "4889e6" // mov rsi, rsp
                + "0f05" // syscall
                // park:
                + "b822000000" // mov eax, pause
                + "0f05" // syscall
                + "ebf7" // jmp park
                + "0f1f4000" // nop dword [rax]
                + "";
    }
}
