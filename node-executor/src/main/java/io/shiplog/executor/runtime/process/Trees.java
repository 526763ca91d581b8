package io.shiplog.executor.runtime.process;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a run: those of its control group, or, where there is none, those that bear its mark in their
 * environment or belong to its session. The shim is not among them.
 */
final class Trees {

    /** Variable that every process of a run is started with: the run's folder. */
    static final String MARK = "SHIPLOG_CONTAINER";

    private static final long LOOK_MILLIS = 5;

    private final Cgroups cgroups;

    Trees(Cgroups cgroups) {
        this.cgroups = cgroups;
    }

    /** All of them now. */
    Set<Long> of(Run run) {
        ProcessMark shim = run.folder.shim();
        Set<Long> out = cgroups.tracks()
                ? cgroups.processes(run.key())
                : marked(run.folder.path().toString(), shim == null ? -1 : shim.pid());
        if (shim != null) {
            out.remove(shim.pid());
        }
        Long keeper = run.folder.keeper();
        if (keeper != null) {
            out.remove(keeper);
        }
        return out;
    }

    private static Set<Long> marked(String folder, long session) {
        Set<Long> out = new LinkedHashSet<>();
        for (Proc.Stat stat : Proc.all()) {
            boolean ours =
                    stat.session() == session || Proc.variable(stat.pid(), MARK).equals(folder);
            if (stat.runs() && ours) {
                out.add(stat.pid());
            }
        }
        return out;
    }

    /** Kills until nothing is left, or the time is over; true when nothing is left. */
    boolean kill(Run run, long withinMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMillis);
        Set<Long> left = of(run);
        while (!left.isEmpty()) {
            left.forEach(Trees::kill);
            if (System.nanoTime() > deadline || !pause()) {
                return false;
            }
            left = of(run);
        }
        return true;
    }

    /** The same for the shim and what belongs to it, once the container is gone. */
    static boolean killShim(RunFolder folder, long withinMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMillis);
        ProcessMark shim = folder.shim();
        while (shim != null && shim.runs() && System.nanoTime() < deadline && pause()) {
            continue; // it ends by itself when its container has
        }
        if (shim == null) {
            return true;
        }
        killKeeper(folder);
        shim.signal(true);
        return true;
    }

    /** Ends a container's input. */
    static void killKeeper(RunFolder folder) {
        ProcessMark shim = folder.shim();
        Long keeper = folder.keeper();
        Proc.Stat kept = keeper == null ? null : Proc.stat(keeper);
        if (shim != null && kept != null && kept.session() == shim.pid()) {
            kill(kept.pid());
        }
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** False when the thread is to end. */
    static boolean pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
