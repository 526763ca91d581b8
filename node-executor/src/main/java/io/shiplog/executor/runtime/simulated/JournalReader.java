package io.shiplog.executor.runtime.simulated;

import io.shiplog.executor.journal.Frame;
import io.shiplog.executor.journal.FrameFile;
import io.shiplog.executor.pod.PodRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads journals of simulated runtimes, of living and dead processes alike, and counts what a crash must not change:
 * how many
 * containers of one pod run at once. Two runs of one container of one uid that overlap in time, on whichever nodes,
 * are a pod
 * started twice.
 */
public final class JournalReader {

    /**
     * One run of one container.
     *
     * @param endMillis 0 while it runs
     */
    public record Run(PodRef pod, int container, int attempt, long startMillis, long endMillis) {}

    /**
     * What the journals say.
     *
     * @param starts runs started in all
     * @param liveByUid containers that run now, by uid of their pod
     * @param twice uids of which one container ran twice at the same time, or one attempt was started twice; with the
     *     runs
     */
    public record Report(long starts, Map<String, List<Run>> liveByUid, Map<String, List<Run>> twice) {

        /** Pods with at least one container that runs. */
        public int livePods() {
            return liveByUid.size();
        }
    }

    private final Map<String, List<Run>> runs = new HashMap<>();
    private final TreeSet<String> markedTwice = new TreeSet<>();
    private long starts;

    private JournalReader() {}

    /** Reads journals; files that do not exist count as empty, torn tails are left out. */
    public static Report read(List<Path> journals) {
        JournalReader reader = of(journals);
        return new Report(reader.starts, reader.live(), reader.twice());
    }

    /** The uids of {@link Report#twice} alone. */
    static Set<String> readTwice(Path journal) {
        return of(List.of(journal)).twice().keySet();
    }

    private static JournalReader of(List<Path> journals) {
        JournalReader reader = new JournalReader();
        for (Path journal : journals) {
            reader.add(journal);
        }
        return reader;
    }

    private void add(Path journal) {
        Map<Integer, PodRef> pods = new HashMap<>();
        Map<Slot, Run> open = new HashMap<>();
        FrameFile.read(journal, payload -> {
            Frame.Reader frame = new Frame.Reader(payload);
            switch (frame.type()) {
                case SimulationJournal.POD -> {
                    int id = frame.count();
                    pods.put(id, SimulationJournal.ref(frame));
                }
                case SimulationJournal.STARTED -> {
                    PodRef pod = known(pods, frame.count());
                    Run run = new Run(pod, frame.count(), frame.count(), frame.number(), 0);
                    starts++;
                    close(open.put(new Slot(pod, run.container()), run), 0);
                }
                case SimulationJournal.ENDED -> {
                    PodRef pod = known(pods, frame.count());
                    int container = frame.count();
                    frame.count();
                    close(open.remove(new Slot(pod, container)), frame.number());
                }
                case SimulationJournal.TWICE -> markedTwice.add(frame.text());
                default -> {
                    // templates and removals say nothing of runs: whatever is removed has ended before
                }
            }
        });
        open.values().forEach(run -> close(run, 0));
    }

    /** A container of a pod on a node: only one run of it is known to run. */
    private record Slot(PodRef pod, int container) {}

    private static PodRef known(Map<Integer, PodRef> pods, int id) {
        PodRef pod = pods.get(id);
        if (pod == null) {
            throw new IllegalArgumentException("journal names pod " + id + " before it says which that is");
        }
        return pod;
    }

    private void close(@Nullable Run run, long endMillis) {
        if (run == null) {
            return;
        }
        Run closed = endMillis == run.endMillis()
                ? run
                : new Run(run.pod(), run.container(), run.attempt(), run.startMillis(), endMillis);
        runs.merge(run.pod().uid(), List.of(closed), JournalReader::both);
    }

    /** Nearly every pod has one run: a list of its own that can grow would be most of what is kept. */
    private static List<Run> both(List<Run> before, List<Run> now) {
        List<Run> out = before instanceof ArrayList<Run> ? before : new ArrayList<>(before);
        out.addAll(now);
        return out;
    }

    private Map<String, List<Run>> live() {
        Map<String, List<Run>> out = new TreeMap<>();
        runs.forEach((uid, ofPod) -> {
            List<Run> running =
                    ofPod.stream().filter(run -> run.endMillis() == 0).toList();
            if (!running.isEmpty()) {
                out.put(uid, running);
            }
        });
        return out;
    }

    private Map<String, List<Run>> twice() {
        Map<String, List<Run>> out = new TreeMap<>();
        runs.forEach((uid, ofPod) -> {
            if (ofPod.size() > 1 && overlap(ofPod)) {
                out.put(uid, List.copyOf(ofPod));
            }
        });
        markedTwice.forEach(uid -> out.putIfAbsent(uid, List.copyOf(runs.getOrDefault(uid, List.of()))));
        return out;
    }

    private static boolean overlap(List<Run> ofPod) {
        List<Run> sorted = new ArrayList<>(ofPod);
        sorted.sort(Comparator.comparingInt(Run::container)
                .thenComparingLong(Run::startMillis)
                .thenComparingInt(Run::attempt));
        for (int i = 1; i < sorted.size(); i++) {
            Run before = sorted.get(i - 1);
            Run run = sorted.get(i);
            boolean sameContainer = before.container() == run.container();
            boolean overlaps = before.endMillis() == 0 || before.endMillis() > run.startMillis();
            if (sameContainer && (overlaps || before.attempt() == run.attempt())) {
                return true;
            }
        }
        return false;
    }
}
