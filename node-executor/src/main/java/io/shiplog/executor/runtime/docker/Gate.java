package io.shiplog.executor.runtime.docker;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What holds a run of a container back until its network is there: a folder that is mounted into it, with {@link
 * GateProgram} and, once the network is there, the file that opens the gate. Everything about it lies in files and in
 * the process itself, so an executor that comes back finds it as it was.
 *
 * @param folder on this machine
 */
record Gate(Path folder) {

    /** How far a run has come. */
    enum State {
        /** It may wait at the gate, or not have got there yet. */
        BEFORE,
        /** It is its own program. */
        PASSED,
        /** It has no program that could be run. */
        REFUSED,
        /** There is no such process. */
        GONE
    }

    private static final Path PROCESSES = Path.of("/proc");
    /** As the engine's runtime calls a process that it has not yet made the container's. */
    private static final String RUNTIME = "runc:[";

    private static final String REFUSED = GateProgram.NAME + "-";
    private static final long LOOK_NANOS = 300_000;
    private static final int EACCES = 13;
    private static final int ENOENT = 2;
    private static final int ENOEXEC = 8;

    /**
     * Makes the folder unless it is there, closed: an earlier container of the same run may have been let through and
     * be gone. One that is through does not look any more.
     */
    void make() throws IOException {
        Files.deleteIfExists(folder.resolve(GateProgram.OPEN));
        Path program = folder.resolve(GateProgram.NAME);
        if (Files.exists(program)) {
            return;
        }
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path half = folder.resolve(GateProgram.NAME + ".new");
        Files.write(half, GateProgram.elf());
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(half, program, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the folder away. */
    void delete() throws IOException {
        for (String name : List.of(GateProgram.OPEN, GateProgram.NAME, "")) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    /** Lets the run through, now or when it gets there. */
    void open() throws IOException {
        try {
            Files.createFile(folder.resolve(GateProgram.OPEN));
        } catch (FileAlreadyExistsException e) {
            return; // opened before an executor went
        }
    }

    /** How far the process has come. */
    static State state(long pid) throws IOException {
        String name = name(pid);
        if (name.isEmpty()) {
            return State.GONE;
        }
        if (name.equals(GateProgram.NAME) || name.startsWith(RUNTIME)) {
            return State.BEFORE;
        }
        return name.startsWith(REFUSED) ? State.REFUSED : State.PASSED;
    }

    /**
     * Waits until a process for which the gate is open is through it, or is not to be waited for. A thousandth of a
     * second as a rule.
     *
     * @throws IOException when it does not get through in time
     */
    static State passed(long pid, long limitNanos) throws IOException {
        long begin = System.nanoTime();
        State state = state(pid);
        while (state == State.BEFORE) {
            if (System.nanoTime() - begin > limitNanos) {
                throw new IOException("process " + pid + " does not begin, although its network is there");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            state = state(pid);
        }
        return state;
    }

    /** Why a process was refused, in the words of an engine that could not run a command. */
    static String refusal(long pid, String command) throws IOException {
        String name = name(pid);
        int error = name.startsWith(REFUSED) ? Integer.parseInt(name.substring(REFUSED.length())) : 0;
        String what = "exec: \"" + command + "\": ";
        return switch (error) {
            case ENOENT ->
                what
                        + (command.contains("/")
                                ? "stat " + command + ": no such file or directory"
                                : "executable file not found in $PATH");
            case EACCES -> what + "permission denied";
            case ENOEXEC -> what + "exec format error";
            default -> what + "error " + error + " of execve(2)";
        };
    }

    private static String name(long pid) throws IOException {
        Path process = PROCESSES.resolve(String.valueOf(pid));
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            if (Files.exists(process)) {
                throw e;
            }
            return "";
        }
    }
}
