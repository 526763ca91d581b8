package io.shiplog.standalone.sim;

import io.shiplog.executor.node.CommandLog;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an executor keeps on its disk, here in memory: survives the death of the process. */
final class MemoryCommandLog implements CommandLog {

    private final Map<String, SavedPod> pods = new LinkedHashMap<>();

    /** What is there, in the order of coming. */
    List<SavedPod> saved() {
        return new ArrayList<>(pods.values());
    }

    private static String key(PodRef ref) {
        return ref.node() + "/" + ref.uid();
    }

    @Override
    public void accepted(PodRun pod) {
        pods.put(key(pod.ref()), new SavedPod(pod.ref(), pod.template(), pod.acceptedMillis(), 0, 0, null, "", ""));
    }

    @Override
    public void stopping(PodRun pod) {
        pods.computeIfPresent(
                key(pod.ref()),
                (key, old) -> new SavedPod(
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
                key(pod.ref()),
                (key, old) -> new SavedPod(
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
        pods.remove(key(pod));
    }
}
