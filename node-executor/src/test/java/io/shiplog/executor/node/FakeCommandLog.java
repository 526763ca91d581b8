package io.shiplog.executor.node;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command log in memory. */
final class FakeCommandLog implements CommandLog {

    private final Map<String, SavedPod> pods = new LinkedHashMap<>();

    List<SavedPod> saved() {
        return new ArrayList<>(pods.values());
    }

    @Override
    public void accepted(PodRun pod) {
        pods.put(pod.ref().uid(), new SavedPod(pod.ref(), pod.template(), pod.acceptedMillis(), 0, 0, null, "", ""));
    }

    @Override
    public void stopping(PodRun pod) {
        pods.computeIfPresent(
                pod.ref().uid(),
                (uid, old) -> new SavedPod(
                        old.ref(),
                        old.template(),
                        old.acceptedMillis(),
                        pod.stopAtMillis(),
                        pod.graceMillis(),
                        old.end(),
                        old.reason(),
                        old.message()));
    }

    @Override
    public void ended(PodRun pod) {
        pods.computeIfPresent(
                pod.ref().uid(),
                (uid, old) -> new SavedPod(
                        old.ref(),
                        old.template(),
                        old.acceptedMillis(),
                        old.stopAtMillis(),
                        old.graceMillis(),
                        pod.state(),
                        pod.reason(),
                        pod.message()));
    }

    @Override
    public void forgotten(PodRef pod) {
        pods.remove(pod.uid());
    }
}
