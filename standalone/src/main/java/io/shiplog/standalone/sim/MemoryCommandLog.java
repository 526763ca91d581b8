package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.CommandLog;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an executor keeps on its disk, here in memory: survives the death of the process. */
final class MemoryCommandLog implements CommandLog {

    private final Map<String, SavedPod> pods = new LinkedHashMap<>();

    private final Map<String, SavedConfiguration> configurations = new LinkedHashMap<>();

    List<SavedConfiguration> configurations() {
        return new ArrayList<>(configurations.values());
    }

    /** What is there, in the order of coming. */
    List<SavedPod> saved() {
        return new ArrayList<>(pods.values());
    }

    private static String key(PodRef ref) {
        return ref.node() + "/" + ref.uid();
    }

    @Override
    public void accepted(PodRun pod) {
        pods.put(key(pod.ref()), SavedPod.taken(pod.ref(), pod.template(), pod.acceptedMillis()));
    }

    @Override
    public void stopping(PodRun pod) {
        pods.computeIfPresent(key(pod.ref()), (key, old) -> old.stopping(pod.stopAtMillis(), pod.graceMillis()));
    }

    @Override
    public void ended(PodRun pod) {
        pods.computeIfPresent(key(pod.ref()), (key, old) -> old.ended(pod.state(), pod.reason(), pod.message()));
    }

    @Override
    public void watched(PodRun pod, int container) {
        pods.computeIfPresent(key(pod.ref()), (key, old) -> old.watched(SavedRun.of(pod, container)));
    }

    @Override
    public void forgotten(PodRef pod) {
        pods.remove(key(pod));
    }

    @Override
    public void configured(String node, String key, @Nullable ObjectNode object) {
        if (object == null) {
            configurations.remove(node + "/" + key);
        } else {
            configurations.put(node + "/" + key, new SavedConfiguration(node, key, object));
        }
    }
}
