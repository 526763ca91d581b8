package io.shiplog.logs.export;

import io.shiplog.logs.window.LiveUse;
import io.shiplog.logs.window.Series;
import io.shiplog.logs.window.Subject;
import io.shiplog.schemas.value.MetricNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Live samples in Prometheus' text form: the names of cAdvisor and of the kubelet for what every container and node
 * has, and what containers expose under the names that they gave it. Only what is live: a series of a pod that is gone
 * ends.
 */
public final class Exposition {

    /** How a value is called outside. */
    private record Family(String name, String type, String help) {}

    private static final Map<String, Family> CONTAINER = Map.of(
            MetricNames.CPU_SECONDS,
            new Family("container_cpu_usage_seconds_total", "counter", "Processor time used."),
            MetricNames.MEMORY_WORKING_SET_BYTES,
            new Family("container_memory_working_set_bytes", "gauge", "Memory that cannot be had back."),
            MetricNames.DISK_USED_BYTES,
            new Family("container_fs_usage_bytes", "gauge", "Disk taken by the writable layer and the log."),
            MetricNames.NETWORK_RECEIVED_BYTES,
            new Family("container_network_receive_bytes_total", "counter", "Bytes received."),
            MetricNames.NETWORK_SENT_BYTES,
            new Family("container_network_transmit_bytes_total", "counter", "Bytes sent."));

    private static final Map<String, Family> NODE = Map.of(
            MetricNames.CPU_SECONDS,
            new Family("node_cpu_usage_seconds_total", "counter", "Processor time used."),
            MetricNames.MEMORY_WORKING_SET_BYTES,
            new Family("node_memory_working_set_bytes", "gauge", "Memory that cannot be had back."),
            MetricNames.DISK_USED_BYTES,
            new Family("node_disk_used_bytes", "gauge", "Disk used where the data directory lies."),
            MetricNames.NETWORK_RECEIVED_BYTES,
            new Family("node_network_receive_bytes_total", "counter", "Bytes received."),
            MetricNames.NETWORK_SENT_BYTES,
            new Family("node_network_transmit_bytes_total", "counter", "Bytes sent."));

    /** Labels that are ours; a container's own label of such a name gets this in front, as Prometheus itself does. */
    private static final List<String> OWN_LABELS = List.of("namespace", "pod", "container", "node");

    private static final String EXPORTED = "exported_";

    private final Map<String, List<String>> lines = new TreeMap<>();
    private final Map<String, Family> families = new TreeMap<>();

    private Exposition() {}

    /** The text; empty when nothing is live. */
    public static String text(List<Subject> pods, List<Subject> nodes) {
        Exposition out = new Exposition();
        pods.forEach(pod -> out.add(pod, CONTAINER));
        nodes.forEach(node -> out.add(node, NODE));
        return out.text();
    }

    private void add(Subject subject, Map<String, Family> known) {
        LiveUse.running(subject)
                .forEach((container, values) -> values.forEach((name, series) -> {
                    Family family = known.get(name);
                    if (family != null) {
                        families.put(family.name(), family);
                        line(family.name(), labels(subject.id(), container), series);
                    } else if (MetricNames.scraped(name)) {
                        int brace = name.indexOf('{');
                        String base = brace < 0 ? name : name.substring(0, brace);
                        String own = brace < 0 ? "" : renamed(name.substring(brace + 1, name.length() - 1)) + ",";
                        line(base, own + labels(subject.id(), container), series);
                    }
                }));
    }

    private void line(String family, String labels, Series series) {
        lines.computeIfAbsent(family, name -> new ArrayList<>())
                .add(family + "{" + labels + "} " + number(series.newest()) + "\n");
    }

    private static String labels(Subject.Id id, String container) {
        StringBuilder out = new StringBuilder();
        if (!id.isNode()) {
            out.append("namespace=\"")
                    .append(id.namespace())
                    .append("\",pod=\"")
                    .append(id.pod());
            out.append("\",container=\"").append(container).append("\",");
        }
        return out.append("node=\"").append(id.node()).append('"').toString();
    }

    /** Labels are sorted and quoted; a quote within a value is escaped, so comma and name only begin a label. */
    private static String renamed(String labels) {
        String out = labels;
        for (String own : OWN_LABELS) {
            if (out.startsWith(own + "=\"")) {
                out = EXPORTED + out;
            }
            out = out.replace("\"," + own + "=\"", "\"," + EXPORTED + own + "=\"");
        }
        return out;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        lines.forEach((name, all) -> {
            Family family = families.get(name);
            if (family != null) {
                out.append("# HELP ")
                        .append(name)
                        .append(' ')
                        .append(family.help())
                        .append('\n');
                out.append("# TYPE ")
                        .append(name)
                        .append(' ')
                        .append(family.type())
                        .append('\n');
            }
            all.forEach(out::append);
        });
        return out.toString();
    }
}
