package io.shiplog.schemas.openapi;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * THE table of merge keys, patch strategies and list types. They are the x-kubernetes-* extensions of Kubernetes'
 * OpenAPI
 * documents, which no published Java package carries; see the field tags patchMergeKey, patchStrategy, listType there.
 */
final class MergeRules {

    private static final Map<String, ListMeta> ROWS = new HashMap<>();

    static {
        podRules();
        containerRules("Container");
        containerRules("EphemeralContainer");
        listsByKey();
        atomicLists();
    }

    private MergeRules() {}

    private static void podRules() {
        keyed("PodSpec.containers", "name");
        keyed("PodSpec.initContainers", "name");
        keyed("PodSpec.ephemeralContainers", "name");
        row("PodSpec.volumes", Set.of("merge", "retainKeys"), "name", "map", "name");
        keyed("PodSpec.imagePullSecrets", "name");
        keyed("PodSpec.hostAliases", "ip");
        row(
                "PodSpec.topologySpreadConstraints",
                Set.of("merge"),
                "topologyKey",
                "map",
                "topologyKey",
                "whenUnsatisfiable");
        keyed("PodSpec.schedulingGates", "name");
        row("PodSpec.resourceClaims", Set.of("merge", "retainKeys"), "name", "map", "name");
        keyed("PodStatus.conditions", "type");
        keyed("PodStatus.podIPs", "ip");
        row("PodStatus.hostIPs", Set.of("merge"), "ip", "atomic");
        row("PodStatus.resourceClaimStatuses", Set.of("merge", "retainKeys"), "name", "map", "name");
        row("ResourceRequirements.claims", Set.of(), "", "map", "name");
    }

    private static void containerRules(String type) {
        row(type + ".ports", Set.of("merge"), "containerPort", "map", "containerPort", "protocol");
        keyed(type + ".env", "name");
        keyed(type + ".volumeMounts", "mountPath");
        keyed(type + ".volumeDevices", "devicePath");
        atomic(type + ".args", type + ".command", type + ".envFrom", type + ".resizePolicy");
    }

    private static void listsByKey() {
        row("ObjectMeta.finalizers", Set.of("merge"), "", "set");
        keyed("ObjectMeta.ownerReferences", "uid");
        row("ServiceSpec.ports", Set.of("merge"), "port", "map", "port", "protocol");
        keyed("ServiceStatus.conditions", "type");
        keyed("ServiceAccount.secrets", "name");
        keyed("NamespaceStatus.conditions", "type");
        row("NodeSpec.podCIDRs", Set.of("merge"), "", "set");
        keyed("NodeStatus.conditions", "type");
        keyed("NodeStatus.addresses", "type");
        row("DeploymentSpec.strategy", Set.of("retainKeys"), "", "");
        keyed("DeploymentStatus.conditions", "type");
        keyed("ReplicaSetStatus.conditions", "type");
        keyed("ContainerStatus.volumeMounts", "mountPath");
    }

    private static void atomicLists() {
        atomic("PodSpec.tolerations", "PodSpec.readinessGates", "PodStatus.containerStatuses");
        atomic("PodStatus.initContainerStatuses", "PodStatus.ephemeralContainerStatuses");
        atomic("PodSecurityContext.supplementalGroups", "PodSecurityContext.sysctls", "ProjectedVolumeSource.sources");
        atomic("LabelSelector.matchExpressions", "LabelSelectorRequirement.values", "NodeSelector.nodeSelectorTerms");
        atomic("NodeSelectorTerm.matchExpressions", "NodeSelectorTerm.matchFields", "NodeSelectorRequirement.values");
        atomic("ServiceSpec.clusterIPs", "ServiceSpec.externalIPs", "ServiceSpec.ipFamilies");
        atomic("ServiceSpec.loadBalancerSourceRanges", "LoadBalancerStatus.ingress", "ServiceAccount.imagePullSecrets");
        atomic("NodeSpec.taints", "NodeStatus.images", "NodeStatus.volumesAttached", "NodeStatus.volumesInUse");
        atomic("NamespaceSpec.finalizers", "ExecAction.command", "HTTPGetAction.httpHeaders", "Capabilities.add");
        atomic("Capabilities.drop", "ConfigMapVolumeSource.items", "SecretVolumeSource.items");
    }

    /** The rule of a field of a type as it is called in Go, e.g. PodSpec.containers, or null. */
    static @Nullable ListMeta find(String goType, String field) {
        return ROWS.get(goType + "." + field);
    }

    private static void keyed(String field, String key) {
        row(field, Set.of("merge"), key, "map", key);
    }

    private static void atomic(String... fields) {
        Arrays.stream(fields).forEach(field -> row(field, Set.of(), "", "atomic"));
    }

    private static void row(String field, Set<String> strategies, String key, String listType, String... mapKeys) {
        ROWS.put(field, new ListMeta(strategies, key, listType, List.of(mapKeys)));
    }
}
