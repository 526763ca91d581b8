package io.shiplog.executor.runtime.process;

import io.shiplog.executor.volume.PodVolumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the command line does with processes of an executor that does not run. */
public final class ProcessPods {

    /** How long processes may take to go once they are killed. */
    private static final long KILL_MILLIS = 10_000;

    private ProcessPods() {}

    /** Containers of which something runs. */
    public static int running(Path executorDir) {
        int count = 0;
        for (PodRecord pod : PodShelf.load(ProcessRuntime.pods(executorDir))) {
            for (Run run : pod.runs().values()) {
                ProcessMark process = run.folder.process();
                count += run.folder.shimRuns() || (process != null && process.runs()) ? 1 : 0;
            }
        }
        return count;
    }

    /**
     * Kills all containers of an executor that does not run, and says how many ran. Their lines and exit codes go too,
     * as those of engine containers that are removed; the pods' volumes stay.
     *
     * @param executorDir its data directory
     */
    public static int stopAll(Path executorDir) {
        int running = running(executorDir);
        Trees trees = new Trees(Cgroups.find());
        Cgroups cgroups = Cgroups.find();
        for (PodRecord pod : PodShelf.load(ProcessRuntime.pods(executorDir))) {
            for (Run run : pod.runs().values()) {
                ProcessMark process = run.folder.process();
                if (process != null) {
                    process.signal(true);
                }
                trees.kill(run, KILL_MILLIS);
                Trees.killShim(run.folder, KILL_MILLIS);
                cgroups.remove(run.key());
            }
            RunFolder.delete(pod.folder().resolve("containers"));
        }
        return running;
    }

    /** The same, and removes the pods with their volumes and whatever else they have on this machine. */
    public static int removeAll(Path executorDir) throws IOException {
        int running = stopAll(executorDir);
        Path root = ProcessRuntime.pods(executorDir);
        LoopbackAddresses addresses = LoopbackAddresses.ofMachine();
        for (PodRecord pod : PodShelf.load(root)) {
            Links.remove(pod.folder());
            new PodVolumes(root).remove(pod.ref());
            addresses.release(pod.address(), pod.folder());
        }
        return running;
    }

    /**
     * Processes of containers whose folder is gone: their cluster was deleted while they ran.
     *
     * @return pid to the folder that was
     */
    public static Map<Long, String> orphans() {
        Map<Long, String> out = new TreeMap<>();
        for (Proc.Stat stat : Proc.all()) {
            String folder = stat.runs() ? Proc.variable(stat.pid(), Trees.MARK) : "";
            if (folder.startsWith("/") && !Files.exists(Path.of(folder))) {
                out.put(stat.pid(), folder);
            }
        }
        return out;
    }

    /** Kills those, and says how many there were. */
    public static int removeOrphans() {
        List<Long> pids = new ArrayList<>(orphans().keySet());
        pids.forEach(Trees::kill);
        return pids.size();
    }
}
