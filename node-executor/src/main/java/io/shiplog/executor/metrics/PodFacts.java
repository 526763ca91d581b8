package io.shiplog.executor.metrics;

import io.shiplog.executor.node.NodeCore;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What samples need to know of the pods of this process.
 *
 * @param workloads what a pod belongs to, by uid, of the pods asked for
 * @param targets running pods that expose something
 * @param emptyDirs names of the emptyDirs on disk, of the pods asked for that have some
 */
record PodFacts(Map<String, String> workloads, List<Target> targets, Map<PodRef, List<String>> emptyDirs) {

    private static final String SCRAPE = PodTemplate.PROMETHEUS_PREFIX + "scrape";
    private static final String PORT = PodTemplate.PROMETHEUS_PREFIX + "port";
    private static final String PATH = PodTemplate.PROMETHEUS_PREFIX + "path";
    private static final int PORT_MAX = 65_535;

    /**
     * Where a pod shows its own metrics.
     *
     * @param container the one that declares the port, or the first
     */
    record Target(PodRef pod, String container, int attempt, String workload, String address, int port, String path) {

        /** The URL, e.g. http://10.1.0.7:8080/metrics. */
        String url() {
            String host = address.contains(":") ? "[" + address + "]" : address;
            return "http://" + host + ":" + port + (path.startsWith("/") ? "" : "/") + path;
        }
    }

    /** Looks at the pods of a core; on the thread that owns it. */
    static PodFacts of(NodeCore core, Set<String> uids) {
        Map<String, String> workloads = new HashMap<>();
        List<Target> targets = new ArrayList<>();
        Map<PodRef, List<String>> emptyDirs = new HashMap<>();
        core.eachPod(pod -> {
            if (uids.contains(pod.ref().uid())) {
                workloads.put(pod.ref().uid(), pod.template().workload());
                List<String> volumes = emptyDirs(pod.template());
                if (!volumes.isEmpty()) {
                    emptyDirs.put(pod.ref(), volumes);
                }
            }
            if (!pod.template().annotations().isEmpty()
                    && pod.state() == PodState.RUNNING
                    && !pod.podIp().isEmpty()) {
                target(pod, targets);
            }
        });
        return new PodFacts(workloads, targets, emptyDirs);
    }

    /** Those in memory are held to their limit by the kernel and count as memory. */
    private static List<String> emptyDirs(PodTemplate template) {
        return Json.objectsAt(template.json(), "volumes").stream()
                .filter(volume -> volume.path("emptyDir").isObject())
                .filter(volume -> !Json.textAt(volume, "emptyDir", "medium").equals("Memory"))
                .map(volume -> Json.textAt(volume, "name"))
                .toList();
    }

    private static void target(PodRun pod, List<Target> into) {
        Map<String, String> annotations = pod.template().annotations();
        String port = annotations.getOrDefault(PORT, "");
        if (!annotations.getOrDefault(SCRAPE, "").equals("true") || pod.size() == 0 || !port.matches("[0-9]{1,5}")) {
            return;
        }
        int number = Integer.parseInt(port);
        if (number > 0 && number <= PORT_MAX) {
            int container = container(pod, number);
            into.add(new Target(
                    pod.ref(),
                    pod.spec(container).name(),
                    pod.container(container).attempt(),
                    pod.template().workload(),
                    pod.podIp(),
                    number,
                    annotations.getOrDefault(PATH, "/metrics")));
        }
    }

    private static int container(PodRun pod, int port) {
        for (int i = 0; i < pod.size(); i++) {
            boolean declares = Json.objectsAt(pod.spec(i).json(), "ports").stream()
                    .anyMatch(each -> Json.longAt(each, 0, "containerPort") == port);
            if (declares) {
                return i;
            }
        }
        return pod.template().initCount();
    }
}
