package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.ConfigReference;
import io.shiplog.schemas.object.ConfigReferences;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What of a Pod the node needs in order to run it, without what tells it from its twins: the thousands of pods of one
 * ReplicaSet share one template in memory and on disk. Two templates are equal when their sources are.
 */
public final class PodTemplate {

    /** Annotations with this prefix script the simulated runtime and are kept. */
    public static final String SIMULATION_PREFIX = "simulated.shiplog.io/";

    /** Annotations that say where a container shows its own metrics start with this. */
    public static final String PROMETHEUS_PREFIX = "prometheus.io/";

    private static final long DEFAULT_GRACE_SECONDS = 30;

    private final String source;
    private final RestartPolicy restartPolicy;
    private final long graceSeconds;
    private final long deadlineSeconds;
    private final String hostname;
    private final boolean hostNetwork;
    private final Requests requests;
    private final List<ContainerSpec> containers;
    private final int initCount;
    private final Map<String, String> simulation;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;
    private final String workload;
    private final ObjectNode json;
    private final List<ConfigReference> configReferences;
    private final List<VolumeReference> volumeReferences;
    private final boolean refersOnStart;
    private final int priority;

    private PodTemplate(String source) {
        ObjectNode tree = Json.parse(source);
        this.source = source;
        this.restartPolicy = RestartPolicy.of(Json.textAt(tree, "restartPolicy"));
        this.graceSeconds = Json.longAt(tree, DEFAULT_GRACE_SECONDS, "terminationGracePeriodSeconds");
        this.deadlineSeconds = Json.longAt(tree, 0, "activeDeadlineSeconds");
        this.hostname = Json.textAt(tree, "hostname");
        this.hostNetwork = Json.flagAt(tree, "hostNetwork");
        this.requests = Requests.of(tree);
        List<ContainerSpec> all = new ArrayList<>();
        Json.objectsAt(tree, "initContainers").forEach(c -> all.add(ContainerSpec.of(c, true, restartPolicy)));
        this.initCount = all.size();
        Json.objectsAt(tree, "containers").forEach(c -> all.add(ContainerSpec.of(c, false, restartPolicy)));
        this.containers = List.copyOf(all);
        this.simulation = Map.copyOf(Json.mapAt(tree, "simulation"));
        this.labels = Map.copyOf(Json.mapAt(tree, "labels"));
        this.annotations = Map.copyOf(Json.mapAt(tree, "annotations"));
        this.workload = workload(Json.textAt(tree, "owner"), labels);
        this.json = tree;
        this.configReferences = ConfigReferences.of(tree);
        this.volumeReferences = configReferences.isEmpty() ? List.of() : VolumeReference.of(tree);
        this.refersOnStart = containers.stream().anyMatch(PodTemplate::refersOnStart);
        this.priority = (int) Json.longAt(tree, 0, "priority");
    }

    private static boolean refersOnStart(ContainerSpec container) {
        boolean byName = container.json().has("envFrom")
                || Json.objectsAt(container.json(), "env").stream().anyMatch(variable -> variable.has("valueFrom"));
        return byName
                || Json.objectsAt(container.json(), "volumeMounts").stream()
                        .anyMatch(mount -> mount.has("subPathExpr"));
    }

    /** Reads what {@link #source()} gave. Throws IllegalArgumentException when it is malformed. */
    public static PodTemplate parse(String source) {
        return new PodTemplate(source);
    }

    /** A ReplicaSet that a Deployment made is called as it, with the hash of the pods' template behind. */
    private static String workload(String owner, Map<String, String> labels) {
        String replicaSet = "ReplicaSet/";
        String ending = "-" + labels.getOrDefault("pod-template-hash", "");
        boolean made = owner.startsWith(replicaSet) && ending.length() > 1 && owner.endsWith(ending);
        return made ? "Deployment/" + owner.substring(replicaSet.length(), owner.length() - ending.length()) : owner;
    }

    /** Canonical text; everything else here follows from it. */
    public String source() {
        return source;
    }

    public RestartPolicy restartPolicy() {
        return restartPolicy;
    }

    /** spec.terminationGracePeriodSeconds, 30 when unset. */
    public long graceSeconds() {
        return graceSeconds;
    }

    /** spec.activeDeadlineSeconds, 0 when unset. */
    public long deadlineSeconds() {
        return deadlineSeconds;
    }

    /** spec.hostname where it differs from the pod's name, else empty. */
    public String hostname() {
        return hostname;
    }

    public boolean hostNetwork() {
        return hostNetwork;
    }

    /** What the pod takes of its node. */
    public Requests requests() {
        return requests;
    }

    /** Init containers first, in order, then the others. */
    public List<ContainerSpec> containers() {
        return containers;
    }

    /** How many of {@link #containers()} are init containers. */
    public int initCount() {
        return initCount;
    }

    /** Labels of the pod when it came. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Annotations under {@link #PROMETHEUS_PREFIX} and those that the pod's variables and volumes show. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** ConfigMaps and Secrets that it names, each once; empty for most pods. */
    public List<ConfigReference> configReferences() {
        return configReferences;
    }

    /** ConfigMaps and Secrets that its volumes are made of. */
    public List<VolumeReference> volumeReferences() {
        return volumeReferences;
    }

    /** Whether a container of it can be started depends on what it refers to. */
    public boolean refersOnStart() {
        return refersOnStart;
    }

    /** spec.priority, 0 when unset. */
    public int priority() {
        return priority;
    }

    /** What the pod belongs to as Kind/name, e.g. Deployment/web or StatefulSet/db; empty when to nothing. */
    public String workload() {
        return workload;
    }

    /** The fields of the pod's spec that a node reads, those above among them; shared, not to be changed. */
    public ObjectNode json() {
        return json;
    }

    /** Annotations under {@link #SIMULATION_PREFIX}, without it. */
    public Map<String, String> simulation() {
        return simulation;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PodTemplate template && source.equals(template.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return "PodTemplate" + source;
    }
}
