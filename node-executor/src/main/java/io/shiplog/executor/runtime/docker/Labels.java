package io.shiplog.executor.runtime.docker;

import io.shiplog.executor.pod.PodRef;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a container carries so that it is found again: by whom, where, of which pod, which container, which run. */
final class Labels {

    static final String CLUSTER = "io.shiplog.cluster";
    static final String HOST = "io.shiplog.host";
    static final String NODE = "io.shiplog.node";
    static final String POD_UID = "io.shiplog.pod.uid";
    static final String POD_NAME = "io.shiplog.pod.name";
    static final String POD_NAMESPACE = "io.shiplog.pod.namespace";
    static final String CONTAINER = "io.shiplog.container";
    static final String INDEX = "io.shiplog.container.index";
    static final String ATTEMPT = "io.shiplog.attempt";
    /** Where the executor keeps what is its own, and on which machine that is. */
    static final String DATA_DIR = "io.shiplog.data-dir";

    static final String MACHINE = "io.shiplog.machine";
    /** The pod's address, or host. */
    static final String ADDRESS = "io.shiplog.address";
    /** Set when the last lines of a failed run are its termination message. */
    static final String MESSAGE_FROM_LOGS = "io.shiplog.message-from-logs";
    /** On the container that only holds its pod's namespaces, in place of those of a run. */
    static final String SANDBOX = "io.shiplog.sandbox";

    /** Set where an executor, not the engine, put the pod's interface in. */
    static final String WIRED = "io.shiplog.wired";
    /** On the container that keeps the cluster's network in use ({@link PodWiring}). */
    static final String ANCHOR = "io.shiplog.anchor";

    private Labels() {}

    /** Of everything that belongs to a pod. */
    static Map<String, String> pod(String cluster, String host, PodRef pod, String address) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put(CLUSTER, cluster);
        out.put(HOST, host);
        out.put(NODE, pod.node());
        out.put(POD_UID, pod.uid());
        out.put(POD_NAME, pod.name());
        out.put(POD_NAMESPACE, pod.namespace());
        out.put(ADDRESS, address);
        return out;
    }

    /** Adds what names a run. */
    static Map<String, String> run(Map<String, String> pod, String container, int index, int attempt) {
        Map<String, String> out = new LinkedHashMap<>(pod);
        out.put(CONTAINER, container);
        out.put(INDEX, String.valueOf(index));
        out.put(ATTEMPT, String.valueOf(attempt));
        return out;
    }

    static boolean sandbox(Map<String, String> labels) {
        return labels.containsKey(SANDBOX);
    }

    static PodRef pod(Map<String, String> labels) {
        return new PodRef(
                labels.getOrDefault(NODE, ""),
                labels.getOrDefault(POD_NAMESPACE, ""),
                labels.getOrDefault(POD_NAME, ""),
                labels.getOrDefault(POD_UID, ""));
    }

    static int number(Map<String, String> labels, String name) {
        try {
            return Integer.parseInt(labels.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
