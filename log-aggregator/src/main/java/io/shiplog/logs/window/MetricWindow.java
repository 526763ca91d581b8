package io.shiplog.logs.window;

import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricSample;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest sample of every node, pod and container, bounded in number; the oldest is forgotten first. Not
 * thread-safe.
 */
public final class MetricWindow {

    private final Map<String, MetricSample> latest;

    /** A window of at most so many samples. */
    public MetricWindow(int maxSamples) {
        this.latest = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, MetricSample> eldest) {
                return size() > maxSamples;
            }
        };
    }

    /** Takes in a batch. A sample that is older than the one held is left out. */
    public void add(MetricBatch batch) {
        for (MetricSample sample : batch.getSamples()) {
            String key = key(batch.getNode(), sample.getNamespace(), sample.getPod(), sample.getContainer());
            MetricSample held = latest.remove(key);
            latest.put(key, held != null && held.getTimeMillis() > sample.getTimeMillis() ? held : sample);
        }
    }

    /** The latest sample, or null. An empty pod asks for the node, an empty container for the pod. */
    public @Nullable MetricSample latest(String node, String namespace, String pod, String container) {
        return latest.get(key(node, namespace, pod, container));
    }

    /** Samples held. */
    public int size() {
        return latest.size();
    }

    private static String key(String node, String namespace, String pod, String container) {
        return node + "/" + namespace + "/" + pod + "/" + container;
    }
}
