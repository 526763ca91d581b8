package io.shiplog.executor.runtime.process;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.executor.volume.PodVolumes;
import java.util.ArrayList;
import java.util.List;

/** What containers use, as their control group counts it, or summed over their processes where there is none. */
final class ProcessUsage implements UsageSource {

    private final PodShelf shelf;
    private final Cgroups cgroups;
    private final Trees trees;
    private final LogFiles logs;
    private final PodVolumes volumes;

    ProcessUsage(PodShelf shelf, Cgroups cgroups, Trees trees, LogFiles logs, PodVolumes volumes) {
        this.shelf = shelf;
        this.cgroups = cgroups;
        this.trees = trees;
        this.logs = logs;
        this.volumes = volumes;
    }

    @Override
    public List<Usage> usage() {
        List<Usage> out = new ArrayList<>();
        for (Run run : shelf.live()) {
            if (run.started) {
                out.add(usage(run));
            }
        }
        return out;
    }

    @Override
    public long emptyDirBytes(PodRef pod, String volume) {
        return volumes.bytes(pod, volume);
    }

    private Usage usage(Run run) {
        long cpu = cgroups.cpuNanos(run.key());
        long memory = cgroups.workingSetBytes(run.key());
        if (cpu < 0 || memory < 0) {
            long ticks = 0;
            long resident = 0;
            for (long pid : trees.of(run)) {
                Proc.Stat stat = Proc.stat(pid);
                ticks += stat == null ? 0 : stat.cpuNanos();
                resident += stat == null ? 0 : stat.residentBytes();
            }
            cpu = cpu < 0 ? ticks : cpu;
            memory = memory < 0 ? resident : memory;
        }
        run.cpuNanosMax = Math.max(run.cpuNanosMax, cpu); // a process whose parent does not wait takes its time along
        return new Usage(
                run.pod.ref(),
                run.folder.container(),
                run.attempt(),
                System.currentTimeMillis(),
                run.cpuNanosMax,
                memory,
                logs.sizeBytes(run),
                -1, // the network is the machine's
                -1);
    }
}
