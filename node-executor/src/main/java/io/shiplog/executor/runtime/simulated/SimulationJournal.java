package io.shiplog.executor.runtime.simulated;

import io.shiplog.executor.journal.Frame;
import io.shiplog.executor.journal.FrameFile;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.FoundPod;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The simulated containers' own truth on disk, as an engine's would be: which run of which pod started and ended when.
 * Written before
 * anybody is told of it, so that after a kill -9 of the JVM nothing was seen that the journal does not know. Rewritten
 * at
 * every start with what still exists (and with the uids that ever ran twice, which must not be forgotten).
 */
final class SimulationJournal implements InstanceLog, AutoCloseable {

    static final char TEMPLATE = 'T';
    static final char POD = 'P';
    static final char STARTED = 'S';
    static final char ENDED = 'E';
    static final char REMOVED = 'R';
    static final char TWICE = 'D';

    /** Templates whose number is remembered; then they are written anew. */
    private static final int TEMPLATES_MAX = 10_000;

    private final Path path;
    private final Templates templates = new Templates();
    private final Map<PodTemplate, Integer> templateIds = new HashMap<>();
    private final Map<PodRef, Integer> podIds = new HashMap<>();
    private FrameFile file;
    private int nextPod;
    private int nextTemplate;

    SimulationJournal(Path path) {
        this.path = path;
        this.file = new FrameFile(path);
    }

    /** Tells the simulation what there was, rewrites the file and opens it. */
    void restore(Simulation simulation) {
        Map<Integer, PodTemplate> byId = new HashMap<>();
        Map<Integer, RestoredPod> pods = new HashMap<>();
        FrameFile.read(path, payload -> restore(simulation, new Frame.Reader(payload), byId, pods));
        List<String> twice = List.copyOf(JournalReader.readTwice(path));
        Map<PodRef, Integer> addresses = new HashMap<>();
        pods.values().forEach(pod -> addresses.put(pod.ref, pod.address));
        file.replace(fresh -> {
            FrameFile before = file;
            file = fresh;
            twice.forEach(uid -> fresh.append(new Frame.Writer(TWICE).text(uid).bytes()));
            simulation.list().forEach(pod -> rewrite(pod, addresses));
            file = before;
        });
    }

    private record RestoredPod(PodRef ref, PodTemplate template, int address) {}

    private void restore(
            Simulation simulation, Frame.Reader frame, Map<Integer, PodTemplate> byId, Map<Integer, RestoredPod> pods) {
        switch (frame.type()) {
            case TEMPLATE -> byId.put(frame.count(), templates.parse(frame.text()));
            case POD -> {
                int id = frame.count();
                PodRef ref = ref(frame);
                pods.put(id, new RestoredPod(ref, need(byId.get(frame.count())), frame.count()));
            }
            case STARTED -> {
                RestoredPod pod = need(pods.get(frame.count()));
                int container = frame.count();
                int attempt = frame.count();
                simulation.restoreStarted(pod.ref, pod.template, container, attempt, frame.number(), pod.address);
            }
            case ENDED -> {
                RestoredPod pod = need(pods.get(frame.count()));
                int container = frame.count();
                frame.count();
                simulation.restoreEnded(pod.ref, container, frame.number(), frame.count(), frame.text());
            }
            case REMOVED -> simulation.restoreRemoved(need(pods.get(frame.count())).ref);
            default -> {
                // the mark of a pod that ran twice is for the reader only
            }
        }
    }

    private static <T> T need(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the journal refers to something that it has not introduced");
        }
        return value;
    }

    private void rewrite(FoundPod pod, Map<PodRef, Integer> addresses) {
        PodRef ref = pod.ref();
        PodTemplate template = templates.parse(pod.templateSource());
        int address = addresses.getOrDefault(ref, 0);
        for (int i = 0; i < template.containers().size(); i++) {
            String name = template.containers().get(i).name();
            int index = i;
            pod.containers().stream().filter(c -> c.name().equals(name)).forEach(c -> {
                started(ref, template, index, c.attempt(), c.startedMillis(), address);
                if (c.ended() != null) {
                    ended(
                            ref,
                            index,
                            c.attempt(),
                            c.ended().finishedMillis(),
                            c.ended().exitCode(),
                            c.ended().reason());
                }
            });
        }
    }

    static PodRef ref(Frame.Reader frame) {
        return new PodRef(frame.text().intern(), frame.text().intern(), frame.text(), frame.text());
    }

    @Override
    public void started(PodRef pod, PodTemplate template, int container, int attempt, long atMillis, int address) {
        int id = podId(pod, template, address);
        file.append(new Frame.Writer(STARTED)
                .number(id)
                .number(container)
                .number(attempt)
                .number(atMillis)
                .bytes());
    }

    private int podId(PodRef pod, PodTemplate template, int address) {
        Integer known = podIds.get(pod);
        if (known != null) {
            return known;
        }
        Integer templateId = templateIds.get(template);
        if (templateId == null) {
            if (templateIds.size() >= TEMPLATES_MAX) {
                templateIds.clear();
            }
            templateId = nextTemplate++;
            templateIds.put(template, templateId);
            file.append(new Frame.Writer(TEMPLATE)
                    .number(templateId)
                    .text(template.source())
                    .bytes());
        }
        int id = nextPod++;
        podIds.put(pod, id);
        file.append(new Frame.Writer(POD)
                .number(id)
                .text(pod.node())
                .text(pod.namespace())
                .text(pod.name())
                .text(pod.uid())
                .number(templateId)
                .number(address)
                .bytes());
        return id;
    }

    @Override
    public void ended(PodRef pod, int container, int attempt, long atMillis, int exitCode, String reason) {
        Integer id = podIds.get(pod);
        if (id != null) {
            file.append(new Frame.Writer(ENDED)
                    .number(id)
                    .number(container)
                    .number(attempt)
                    .number(atMillis)
                    .number(exitCode)
                    .text(reason)
                    .bytes());
        }
    }

    @Override
    public void removed(PodRef pod, long atMillis) {
        Integer id = podIds.remove(pod);
        if (id != null) {
            file.append(new Frame.Writer(REMOVED).number(id).number(atMillis).bytes());
        }
    }

    /** What was written so far outlives the JVM. */
    void flush() {
        file.flush();
    }

    @Override
    public void close() {
        file.close();
    }
}
