package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A pod's spec, alone or in a template. */
final class PodRules {

    private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private PodRules() {}

    static void pod(ObjectNode tree, Problems problems) {
        spec(tree.path("spec"), "spec", problems);
        SchedulingGateRules.noNode(tree.path("spec"), problems);
    }

    static void spec(JsonNode spec, String path, Problems problems) {
        Set<String> volumes = VolumeRules.volumes(spec, path + ".volumes", problems);
        containers(spec, path, volumes, problems);
        restart(spec, path, problems);
        problems.oneOfIfSet(path + ".dnsPolicy", Json.textAt(spec, "dnsPolicy"), DNS_POLICIES);
        problems.notNegative(spec, path, "terminationGracePeriodSeconds");
        long deadline = Json.longAt(spec, 1, "activeDeadlineSeconds");
        if (deadline < 1 || deadline > Integer.MAX_VALUE) {
            problems.invalidShown(
                    path + ".activeDeadlineSeconds",
                    Long.toString(deadline),
                    "must be between 1 and 2147483647, inclusive");
        }
        MetadataRules.labels(Json.mapAt(spec, "nodeSelector"), path + ".nodeSelector", problems);
        subdomain(spec, path, "nodeName", problems);
        subdomain(spec, path, "serviceAccountName", problems);
        subdomain(spec, path, "priorityClassName", problems);
        tolerations(spec, path + ".tolerations", problems);
        SchedulingGateRules.check(spec, path, problems);
        HostRules.check(spec, path, problems);
        SecurityRules.pod(spec, path, problems);
    }

    private static void restart(JsonNode spec, String path, Problems problems) {
        String policy = Json.textAt(spec, "restartPolicy");
        if (policy.isEmpty()) {
            problems.required(path + ".restartPolicy");
        } else {
            problems.oneOf(path + ".restartPolicy", policy, RESTART_POLICIES);
        }
    }

    private static void subdomain(JsonNode spec, String path, String field, Problems problems) {
        String value = Json.textAt(spec, field);
        if (!value.isEmpty()) {
            problems.invalidAll(path + "." + field, value, Names.dns1123Subdomain(value));
        }
    }

    private static void containers(JsonNode spec, String path, Set<String> volumes, Problems problems) {
        List<ObjectNode> containers = Json.objectsAt(spec, "containers");
        List<ObjectNode> first = Json.objectsAt(spec, "initContainers");
        if (containers.isEmpty()) {
            problems.required(path + ".containers");
        }
        boolean hostNetwork = Json.flagAt(spec, "hostNetwork");
        Set<String> names = new HashSet<>();
        Set<String> hostPorts = new HashSet<>();
        long grace = Json.longAt(spec, 0, "terminationGracePeriodSeconds");
        for (int i = 0; i < containers.size(); i++) {
            String at = path + ".containers[" + i + "]";
            ContainerRules rules = new ContainerRules(containers.get(i), at, problems);
            rules.check(names, volumes, hostNetwork);
            rules.hostPortsOnce(hostPorts);
            ProbeRules.container(containers.get(i), at, grace, problems);
            if (Json.at(containers.get(i), "restartPolicy") != null) {
                problems.forbidden(at + ".restartPolicy", "may not be set for non-init containers");
            }
        }
        for (int i = 0; i < first.size(); i++) {
            String at = path + ".initContainers[" + i + "]";
            new ContainerRules(first.get(i), at, problems).check(names, volumes, hostNetwork);
            problems.oneOfIfSet(at + ".restartPolicy", Json.textAt(first.get(i), "restartPolicy"), List.of("Always"));
            boolean sidecar = Json.textAt(first.get(i), "restartPolicy").equals("Always");
            if (sidecar) {
                ProbeRules.container(first.get(i), at, grace, problems);
            } else {
                ProbeRules.none(first.get(i), at, problems);
            }
        }
    }

    private static void tolerations(JsonNode spec, String path, Problems problems) {
        List<ObjectNode> tolerations = Json.objectsAt(spec, "tolerations");
        for (int i = 0; i < tolerations.size(); i++) {
            toleration(tolerations.get(i), path + "[" + i + "]", problems);
        }
    }

    private static void toleration(ObjectNode toleration, String path, Problems problems) {
        String key = Json.textAt(toleration, "key");
        String operator = Json.textAt(toleration, "operator");
        String value = Json.textAt(toleration, "value");
        String effect = Json.textAt(toleration, "effect");
        if (!key.isEmpty()) {
            problems.invalidAll(path + ".key", key, Names.qualifiedName(key));
        } else if (!operator.equals("Exists")) {
            problems.invalid(
                    path + ".operator",
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.hasNonNull("tolerationSeconds") && !effect.equals("NoExecute")) {
            problems.invalid(path + ".effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        switch (operator) {
            case "", "Equal" -> problems.invalidAll(path + ".operator", value, Names.labelValue(value));
            case "Exists" -> {
                if (!value.isEmpty()) {
                    problems.invalid(path + ".operator", value, "value must be empty when `operator` is 'Exists'");
                }
            }
            default -> problems.oneOf(path + ".operator", operator, List.of("Equal", "Exists"));
        }
        problems.oneOfIfSet(path + ".effect", effect, EFFECTS);
    }
}
