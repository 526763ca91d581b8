package io.shiplog.executor.runtime.process;

import org.jspecify.annotations.Nullable;

/**
 * Names one process of all that ever were: pids come again, a pid with its start time and the boot does not.
 *
 * @param startTicks field 22 of /proc/PID/stat
 * @param boot of /proc/sys/kernel/random/boot_id
 */
record ProcessMark(long pid, long startTicks, String boot) {

    /** Reads "pid ticks boot", or null when the text is not whole. */
    static @Nullable ProcessMark parse(String text) {
        String[] parts = text.strip().split(" ");
        boolean whole = text.endsWith("\n") && parts.length == 3 && parts[0].matches("\\d+");
        return whole && parts[1].matches("\\d+")
                ? new ProcessMark(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2])
                : null;
    }

    /** True while that very process runs. */
    boolean runs() {
        Proc.Stat stat = Proc.stat(pid);
        return stat != null
                && stat.runs()
                && stat.startTicks() == startTicks
                && Proc.boot().equals(boot);
    }

    /** SIGTERM or SIGKILL, to that very process only; false when it runs no more. */
    boolean signal(boolean force) {
        return runs()
                && ProcessHandle.of(pid)
                        .map(p -> force ? p.destroyForcibly() : p.destroy())
                        .orElse(false);
    }
}
