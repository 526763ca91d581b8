package io.shiplog.reconciler.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.record.ImageReport;
import io.shiplog.schemas.record.NodeConditionReport;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.record.TaintReport;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds and changes Node objects from what executors say (v1.NodeStatus). Pure; trees are changed in place. */
public final class NodeStatus {

    private static final String[] PRESSURES = {"MemoryPressure", "DiskPressure", "PIDPressure"};

    private NodeStatus() {}

    /** A Node as it is first registered. */
    public static ObjectNode fresh(String name, NodeDetails details) {
        ObjectNode node = Json.object();
        node.put("kind", "Node").put("apiVersion", "v1");
        node.putObject("metadata").put("name", name);
        ObjectNode spec = node.putObject("spec");
        for (TaintReport taint : details.getTaints()) {
            ObjectNode entry = spec.withArray("/taints").addObject();
            entry.put("key", taint.getKey());
            if (!taint.getValue().isEmpty()) {
                entry.put("value", taint.getValue());
            }
            entry.put("effect", taint.getEffect());
        }
        return node;
    }

    /** Writes details into status and labels. */
    public static void details(ObjectNode node, NodeDetails details, Instant now) {
        ObjectNode labels = Json.ensure(node, "metadata", "labels");
        new TreeMap<>(details.getLabels()).forEach(labels::put);
        ObjectNode status = Json.ensure(node, "status");
        amounts(status, "capacity", details.getCapacity());
        amounts(status, "allocatable", details.getAllocatable());
        ObjectNode info = Json.ensure(node, "status", "nodeInfo");
        info.put("kernelVersion", details.getKernelVersion())
                .put("osImage", details.getOsImage())
                .put("containerRuntimeVersion", details.getRuntimeVersion())
                .put("kubeletVersion", details.getVersion())
                .put("kubeProxyVersion", details.getVersion())
                .put("operatingSystem", details.getOperatingSystem())
                .put("architecture", details.getArchitecture());
        for (String id : new String[] {"machineID", "systemUUID", "bootID"}) {
            if (!info.has(id)) {
                info.put(id, "");
            }
        }
        var addresses = Json.ensure(node, "status").putArray("addresses");
        new TreeMap<>(details.getAddresses())
                .forEach((type, address) ->
                        addresses.addObject().put("type", type).put("address", address));
        images(status, details.getImages());
        Set<String> reported = new HashSet<>();
        details.getConditions().forEach(condition -> reported.add(condition.getType()));
        for (String pressure : PRESSURES) {
            if (!reported.contains(pressure)) {
                enough(node, pressure, now);
            }
        }
        for (NodeConditionReport condition : details.getConditions()) {
            PodConditions.set(
                    node,
                    condition.getType(),
                    condition.getStatus(),
                    condition.getReason(),
                    condition.getMessage(),
                    now);
        }
    }

    private static void enough(ObjectNode node, String pressure, Instant now) {
        switch (pressure) {
            case "MemoryPressure" ->
                PodConditions.set(
                        node,
                        pressure,
                        "False",
                        "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available",
                        now);
            case "DiskPressure" ->
                PodConditions.set(
                        node, pressure, "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now);
            default ->
                PodConditions.set(
                        node,
                        pressure,
                        "False",
                        "KubeletHasSufficientPID",
                        "kubelet has sufficient PID available",
                        now);
        }
    }

    /**
     * A node is heard again after a silence: it is ready, and short of nothing unless it says so in its next details,
     * which it sends with every heartbeat while it is.
     */
    public static void heard(ObjectNode node, Instant now) {
        for (String pressure : PRESSURES) {
            if (PodConditions.status(node, pressure).equals("Unknown")) {
                enough(node, pressure, now);
            }
        }
        setReady(node, true, "", now);
    }

    /** Null says nothing of them. Without any there is no such field. */
    private static void images(ObjectNode status, @Nullable List<ImageReport> images) {
        if (images == null) {
            return;
        }
        status.remove("images");
        for (ImageReport image : images) {
            ObjectNode entry = status.withArray("/images").addObject();
            image.getNames().forEach(entry.putArray("names")::add);
            entry.put("sizeBytes", image.getSizeBytes());
        }
    }

    private static void amounts(ObjectNode status, String field, Map<String, String> amounts) {
        ObjectNode out = status.putObject(field);
        new TreeMap<>(amounts).forEach(out::put);
    }

    /** Sets the Ready condition and the times of the last heartbeat. */
    public static void ready(ObjectNode node, boolean ready, String message, Instant now) {
        setReady(node, ready, message, now);
        stampHeartbeats(node, now);
    }

    /** Sets the Ready condition alone. */
    public static void setReady(ObjectNode node, boolean ready, String message, Instant now) {
        if (ready) {
            PodConditions.set(node, "Ready", "True", "KubeletReady", "kubelet is posting ready status", now);
        } else {
            PodConditions.set(node, "Ready", "False", "KubeletNotReady", message, now);
        }
    }

    /** Sets lastHeartbeatTime, which moves only when something else does: unchanged heartbeats touch no state. */
    public static void stampHeartbeats(ObjectNode node, Instant now) {
        String time = Times.format(now);
        for (ObjectNode condition : Json.objectsAt(node, "status", "conditions")) {
            condition.put("lastHeartbeatTime", time);
        }
    }
}
