package io.shiplog.logs.window;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.value.MetricNames;
import io.shiplog.schemas.value.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PodMetricsList and NodeMetricsList of metrics.k8s.io/v1beta1, as metrics-server makes them: cpu is the average over
 * {@code window}, memory the latest. What has no rate yet, since it was sampled once, is left out.
 */
public final class MetricsDocuments {

    /** The window for cpu reaches back at most this far. */
    static final long WINDOW_MILLIS_MAX = 20_500;

    private static final String API_VERSION = "metrics.k8s.io/v1beta1";
    private static final long KIB = 1024;
    private static final int NANO = -9;

    private MetricsDocuments() {}

    /**
     * A PodMetricsList.
     *
     * @param namespace empty for all
     * @param name empty for all
     */
    public static ObjectNode pods(List<Subject> live, String namespace, String name) {
        ObjectNode out = list("PodMetricsList");
        ArrayNode items = out.putArray("items");
        for (Subject pod : live) {
            Subject.Id id = pod.id();
            boolean wanted = (namespace.isEmpty() || namespace.equals(id.namespace()))
                    && (name.isEmpty() || name.equals(id.pod()));
            if (wanted) {
                addPod(items, pod);
            }
        }
        return out;
    }

    /** A NodeMetricsList; an empty name asks for all. */
    public static ObjectNode nodes(List<Subject> live, String name) {
        ObjectNode out = list("NodeMetricsList");
        ArrayNode items = out.putArray("items");
        for (Subject node : live) {
            String own = node.id().node();
            Map<String, Series> values = LiveUse.running(node).getOrDefault("", Map.of());
            Series.Rate cpu = cpu(values);
            Series memory = values.get(MetricNames.MEMORY_WORKING_SET_BYTES);
            if ((name.isEmpty() || name.equals(own)) && cpu != null && memory != null) {
                ObjectNode item = head("NodeMetrics", node, cpu.overMillis());
                ((ObjectNode) item.get("metadata")).put("name", own);
                usage(item, cpu, memory);
                items.add(item);
            }
        }
        return out;
    }

    private static void addPod(ArrayNode items, Subject pod) {
        ArrayNode containers = Json.array();
        long window = 0;
        for (Map.Entry<String, Map<String, Series>> container :
                LiveUse.running(pod).entrySet()) {
            Series.Rate cpu = cpu(container.getValue());
            Series memory = container.getValue().get(MetricNames.MEMORY_WORKING_SET_BYTES);
            if (cpu != null && memory != null) {
                usage(containers.addObject().put("name", container.getKey()), cpu, memory);
                window = Math.max(window, cpu.overMillis());
            }
        }
        if (!containers.isEmpty()) {
            ObjectNode item = head("PodMetrics", pod, window);
            ((ObjectNode) item.get("metadata"))
                    .put("name", pod.id().pod())
                    .put("namespace", pod.id().namespace());
            item.set("containers", containers);
            items.add(item);
        }
    }

    private static Series.@Nullable Rate cpu(Map<String, Series> values) {
        Series cpu = values.get(MetricNames.CPU_SECONDS);
        return cpu == null ? null : cpu.recent(WINDOW_MILLIS_MAX);
    }

    private static ObjectNode list(String kind) {
        ObjectNode out = Json.object().put("kind", kind).put("apiVersion", API_VERSION);
        out.putObject("metadata");
        return out;
    }

    private static ObjectNode head(String kind, Subject subject, long windowMillis) {
        ObjectNode out = Json.object().put("kind", kind).put("apiVersion", API_VERSION);
        out.putObject("metadata");
        return out.put("timestamp", Times.format(subject.newestMillis())).put("window", duration(windowMillis));
    }

    private static void usage(ObjectNode into, Series.Rate cpu, Series memory) {
        BigDecimal nanos = BigDecimal.valueOf(Math.max(0, cpu.perSecond()))
                .movePointRight(-NANO)
                .setScale(0, RoundingMode.HALF_UP);
        into.putObject("usage")
                .put(
                        "cpu",
                        Quantity.ofScaled(nanos.longValue(), NANO, Quantity.Format.DECIMAL_SI)
                                .toString())
                .put("memory", Math.round(memory.newest() / KIB) + "Ki");
    }

    /** As Go prints a duration below a minute: 15s, 15.02s. */
    static String duration(long millis) {
        String text = String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "") + "s";
    }
}
