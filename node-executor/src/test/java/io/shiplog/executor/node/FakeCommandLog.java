package io.shiplog.executor.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command log in memory. */
final class FakeCommandLog implements CommandLog {

    private final Map<String, SavedPod> pods = new LinkedHashMap<>();

    private final Map<String, SavedConfiguration> configurations = new LinkedHashMap<>();

    List<SavedConfiguration> configurations() {
        return new ArrayList<>(configurations.values());
    }

    List<SavedPod> saved() {
        return new ArrayList<>(pods.values());
    }

    @Override
    public void accepted(PodRun pod) {
        pods.put(pod.ref().uid(), SavedPod.taken(pod.ref(), pod.template(), pod.acceptedMillis()));
    }

    @Override
    public void stopping(PodRun pod) {
        pods.computeIfPresent(pod.ref().uid(), (key, old) -> old.stopping(pod.stopAtMillis(), pod.graceMillis()));
    }

    @Override
    public void ended(PodRun pod) {
        pods.computeIfPresent(pod.ref().uid(), (key, old) -> old.ended(pod.state(), pod.reason(), pod.message()));
    }

    @Override
    public void watched(PodRun pod, int container) {
        pods.computeIfPresent(pod.ref().uid(), (key, old) -> old.watched(SavedRun.of(pod, container)));
    }

    @Override
    public void forgotten(PodRef pod) {
        pods.remove(pod.uid());
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
