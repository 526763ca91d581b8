package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.ContainerRef;
import org.jspecify.annotations.Nullable;

/** One run of one container, as the runtime remembers it between looks at its folder. */
final class Run {

    final PodRecord pod;
    final RunFolder folder;
    final int index;

    /** Seen to run, and said so. */
    volatile boolean started;
    /** Seen to be over, and said so. */
    volatile boolean ended;
    /** Nothing of it is left that could write a line. */
    volatile boolean quiet;
    /** What is to be sent as soon as there is a process to send it to. */
    volatile Stop stop = Stop.NONE;
    /** Most processor time seen: ended processes may take theirs along. */
    volatile long cpuNanosMax;

    /** The shim, where this executor has started it. */
    volatile @Nullable Process launched;

    /** How far a stop has been asked for. */
    enum Stop {
        NONE,
        TERM,
        KILL
    }

    Run(PodRecord pod, RunFolder folder, int index) {
        this.pod = pod;
        this.folder = folder;
        this.index = index;
    }

    /** Name of its control group; also unique among all runs of the machine. */
    String key() {
        return pod.ref().uid() + "-" + folder.container() + "-" + folder.attempt();
    }

    int attempt() {
        return folder.attempt();
    }

    ContainerRef ref() {
        return new ContainerRef(pod.ref(), folder.container(), attempt());
    }
}
