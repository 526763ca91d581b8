package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.scheduler.core.Seen;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;
import io.shiplog.schemas.record.UnschedulablePod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** What the log of objects says to a scheduler that is alone with it, and what becomes of its decisions. */
final class SchedulerWorld {

    private static final String RUNNING = ",\"status\":{\"phase\":\"Running\",\"startTime\":\"2026-01-01T00:00:00Z\"}}";
    private static final String SPEC = "\"spec\":{";

    private final ArrayDeque<Seen> log = new ArrayDeque<>();
    private final Map<ObjectKey, Pod> pods = new HashMap<>();
    private final Map<String, Integer> priorities = new HashMap<>();
    private String measured = "no pod's name begins like this";
    private int running;
    private int arrived;

    /** A pod as it was created: its JSON up to the beginning of its spec, and the rest. */
    private record Pod(String uid, Map<String, String> labels, String head, String tail) {

        Seen seen(ObjectKey key, String node, String phase) {
            String bound = node.isEmpty() ? "" : "\"nodeName\":\"" + node + "\",";
            String end = phase.isEmpty() ? tail : tail.substring(0, tail.length() - 1) + RUNNING;
            byte[] json = (head + bound + end).getBytes(StandardCharsets.UTF_8);
            return new Seen(key, false, uid, "", labels, node, phase, false, json);
        }

        Seen nominated(ObjectKey key, String node) {
            String status = ",\"status\":{\"nominatedNodeName\":\"" + node + "\"}}";
            byte[] json = (head + tail.substring(0, tail.length() - 1) + status).getBytes(StandardCharsets.UTF_8);
            return new Seen(key, false, uid, "", labels, "", "", false, json);
        }
    }

    boolean hasNext() {
        return !log.isEmpty();
    }

    Seen next() {
        Seen out = log.remove();
        if (out.phase().equals("Running")) {
            running++;
            if (out.key().name().startsWith(measured)) {
                arrived++;
            }
        }
        return out;
    }

    /** Pods that the scheduler has seen Running. */
    int running() {
        return running;
    }

    /** Those of them that are measured. */
    int arrived() {
        return arrived;
    }

    /** From now on pods whose names begin so are counted as arrived. */
    void measure(String prefix) {
        measured = prefix;
        arrived = 0;
    }

    void nodes(Step step) {
        List<String> zones = step.texts("zones");
        int count = step.count("count");
        int tainted = step.count("tainted", 0);
        for (int i = 1; i <= count; i++) {
            String name = "node-" + i;
            ObjectNode node = Json.object().put("apiVersion", "v1").put("kind", "Node");
            ObjectNode labels = node.putObject("metadata").put("name", name).putObject("labels");
            labels.put("kubernetes.io/hostname", name).put("kubernetes.io/os", "linux");
            if (!zones.isEmpty()) {
                labels.put("topology.kubernetes.io/zone", zones.get(i % zones.size()));
            }
            ObjectNode spec = node.putObject("spec");
            if (i > count - tainted) {
                spec.putArray("taints")
                        .addObject()
                        .put("key", "bench")
                        .put("value", "kept-free")
                        .put("effect", "NoSchedule");
            }
            node.putObject("status")
                    .putObject("allocatable")
                    .put("cpu", step.text("cpu", "4"))
                    .put("memory", step.text("memory", "16Gi"))
                    .put("pods", "110");
            byte[] json = Json.text(node).getBytes(StandardCharsets.UTF_8);
            log.add(new Seen(Kinds.NODE.key("", name), false, "uid-" + name, "", Map.of(), "", "", false, json));
        }
    }

    void namespaces(Step step) {
        Map<String, String> labels = texts(step.tree("labels"));
        for (int i = 1; i <= step.count("count"); i++) {
            ObjectKey key = Kinds.NAMESPACE.key("", step.text("prefix", "load") + "-" + i);
            log.add(new Seen(key, false, "uid-" + key.name(), "", labels, "", "", false, new byte[0]));
        }
    }

    void priorityClass(Step step) {
        priorities.put(step.text("name", "high"), step.count("value"));
    }

    void pods(Step step) {
        for (int i = 1; i <= step.count("count"); i++) {
            String one = step.text("namespace", "");
            String namespace = !one.isEmpty()
                    ? one
                    : step.text("namespacePrefix", "load") + "-" + ((i - 1) % step.count("namespaces") + 1);
            pod(step.text("prefix", "pod") + "-" + i, namespace, step);
        }
    }

    /** A pod as admission leaves it. */
    void pod(String name, String namespace, Step step) {
        ObjectNode object = Manifests.pod(name, step);
        String uid = "uid-" + namespace + "-" + name;
        ObjectNode metadata = Json.ensure(object, "metadata");
        metadata.put("namespace", namespace).put("uid", uid);
        ObjectNode spec = Json.ensure(object, "spec").put("schedulerName", "default-scheduler");
        String priorityClass = Json.textAt(spec, "priorityClassName");
        if (!priorityClass.isEmpty()) {
            spec.put("priority", priorities.getOrDefault(priorityClass, 0));
        }
        String text = Json.text(object);
        int at = text.indexOf(SPEC) + SPEC.length();
        Pod pod = new Pod(uid, texts(Json.ensure(metadata, "labels")), text.substring(0, at), text.substring(at));
        ObjectKey key = Kinds.POD.key(namespace, name);
        pods.put(key, pod);
        log.add(pod.seen(key, "", ""));
    }

    private static Map<String, String> texts(ObjectNode fields) {
        Map<String, String> out = new HashMap<>();
        fields.properties()
                .forEach(field -> out.put(field.getKey(), field.getValue().asText()));
        return Map.copyOf(out);
    }

    /** What a command of the scheduler makes of its pods: two versions of one that is bound, no more of a victim. */
    void carryOut(SpecificRecord command) {
        if (command instanceof BindPods bind) {
            for (Binding binding : bind.getBindings()) {
                ObjectKey key = Kinds.POD.key(bind.getNamespace(), binding.getName());
                Pod pod = pods.get(key);
                if (pod != null) {
                    log.add(pod.seen(key, binding.getNode(), ""));
                    log.add(pod.seen(key, binding.getNode(), "Running"));
                }
            }
        } else if (command instanceof PreemptPods preempt) {
            for (PreemptedPod victim : preempt.getVictims()) {
                ObjectKey key = Kinds.POD.key(preempt.getNamespace(), victim.getName());
                if (pods.remove(key) != null) {
                    log.add(Seen.gone(key));
                }
            }
        } else if (command instanceof PodsUnschedulable waiting) {
            for (UnschedulablePod one : waiting.getPods()) {
                ObjectKey key = Kinds.POD.key(waiting.getNamespace(), one.getName());
                Pod pod = pods.get(key);
                String node = one.getNominatedNode();
                if (pod != null && node != null) {
                    log.add(pod.nominated(key, node));
                }
            }
        }
    }
}
