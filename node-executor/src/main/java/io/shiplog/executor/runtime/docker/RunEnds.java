package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.Termination;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.schemas.object.Times;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Notices that runs have ended, by events and by comparing lists, and says how. Thread-safe. */
final class RunEnds {

    private static final int SIGNAL_BASE = 128;
    private static final int KILLED = SIGNAL_BASE + 9;
    private static final String EXIT_CODE = "exitCode";

    private final Engine engine;
    private final PodTasks tasks;
    private final TerminationFiles files;
    private final Consumer<Observation> sink;
    /** Labels of containers that ran when last heard of, by id: one that vanishes unheard is missed at the resync. */
    private final Map<String, Map<String, String>> running = new ConcurrentHashMap<>();
    /** Containers that never became their own program; their end is nobody's. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    RunEnds(Engine engine, PodTasks tasks, TerminationFiles files, Consumer<Observation> sink) {
        this.engine = engine;
        this.tasks = tasks;
        this.files = files;
        this.sink = sink;
    }

    /** A container is known to run. */
    void runs(String id, Map<String, String> labels) {
        running.put(id, labels);
    }

    /** A container that could not be run is going to be removed. */
    void refused(String id) {
        refused.add(id);
    }

    /** Something says that a container has ended. Looked at behind what else is under way for its pod. */
    void died(String id, Map<String, String> labels) {
        String uid = Labels.pod(labels).uid();
        if (Labels.sandbox(labels)) {
            tasks.add(uid, true, () -> sandboxDied(id, uid));
            return;
        }
        tasks.add(uid, true, () -> {
            InspectContainerResponse container = engine.inspect(id);
            if (container == null && refused.remove(id)) {
                return;
            }
            if (container == null) {
                running.remove(id);
                lost(labels);
            } else if (ended(container)) {
                exited(container);
            }
        });
    }

    /** Without its sandbox a pod has no network any more: its containers end too, to be started in a new one. */
    private void sandboxDied(String id, String uid) {
        InspectContainerResponse sandbox = engine.inspect(id);
        if (sandbox == null || running(sandbox)) {
            return;
        }
        for (Container container : engine.list(Map.of(Labels.POD_UID, uid))) {
            if (!Labels.sandbox(container.getLabels()) && "running".equals(container.getState())) {
                var unused = engine.kill(container.getId(), "SIGKILL");
            }
        }
    }

    /** Compares what there is with what ran. */
    void resync(List<Container> all) {
        Set<String> there = new HashSet<>();
        for (Container container : all) {
            there.add(container.getId());
            String state = String.valueOf(container.getState());
            if (state.equals("exited") || state.equals("dead")) {
                died(container.getId(), container.getLabels());
            }
        }
        running.forEach((id, labels) -> {
            if (!there.contains(id)) {
                died(id, labels);
            }
        });
    }

    /** It ended and was removed before anybody looked; an event may still have said its exit code. */
    void lost(Map<String, String> labels) {
        PodRef pod = Labels.pod(labels);
        long now = System.currentTimeMillis();
        String words = "The container could not be located when the pod was terminated";
        Termination how = labels.containsKey(EXIT_CODE)
                ? Termination.exit(Labels.number(labels, EXIT_CODE), 0, now)
                : new Termination(KILLED, 0, "ContainerStatusUnknown", words, 0, now);
        sink.accept(new Observation.Exited(
                pod.node(),
                pod.uid(),
                Labels.number(labels, Labels.INDEX),
                Labels.number(labels, Labels.ATTEMPT),
                now,
                how));
    }

    /** Reports a container that has ended. */
    void exited(InspectContainerResponse container) {
        Map<String, String> labels = labels(container);
        running.remove(container.getId());
        PodRef pod = Labels.pod(labels);
        Termination how = termination(container);
        sink.accept(new Observation.Exited(
                pod.node(),
                pod.uid(),
                Labels.number(labels, Labels.INDEX),
                Labels.number(labels, Labels.ATTEMPT),
                how.finishedMillis() == 0 ? System.currentTimeMillis() : how.finishedMillis(),
                how));
    }

    /** How it ended, with its termination message. */
    Termination termination(InspectContainerResponse container) {
        var state = container.getState();
        Long code = state.getExitCodeLong();
        int exitCode = code == null ? KILLED : code.intValue();
        boolean oom = Boolean.TRUE.equals(state.getOOMKilled()) && exitCode != 0;
        String finished = state.getFinishedAt();
        Map<String, String> labels = labels(container);
        boolean fromLogs = exitCode != 0 && labels.containsKey(Labels.MESSAGE_FROM_LOGS);
        String message = files.read(
                Labels.pod(labels),
                labels.getOrDefault(Labels.CONTAINER, ""),
                Labels.number(labels, Labels.ATTEMPT),
                container.getId(),
                fromLogs);
        String error = state.getError();
        return new Termination(
                exitCode,
                0,
                oom ? "OOMKilled" : Termination.reasonOf(exitCode),
                message.isEmpty() && error != null ? error : message,
                startedMillis(container),
                finished == null ? 0 : Math.max(0, Times.millis(finished)));
    }

    static long startedMillis(InspectContainerResponse container) {
        String at = container.getState().getStartedAt();
        return at == null ? 0 : Math.max(0, Times.millis(at));
    }

    static boolean running(InspectContainerResponse container) {
        return Boolean.TRUE.equals(container.getState().getRunning());
    }

    /** It has run and ended (and was not only created). */
    static boolean ended(InspectContainerResponse container) {
        String status = String.valueOf(container.getState().getStatus());
        return status.equals("exited") || status.equals("dead");
    }

    static Map<String, String> labels(InspectContainerResponse container) {
        var config = container.getConfig();
        Map<String, String> labels = config == null ? null : config.getLabels();
        return labels == null ? Map.of() : labels;
    }
}
