package io.shiplog.scheduler.plugin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A small cluster that changes at random, with pods that look at each other in every way there is. */
final class RandomCluster {

    private static final List<String> KEYS = List.of("zone", "kubernetes.io/hostname", "rack");
    private static final List<String> NAMESPACES = List.of("a", "b", "c");
    private static final List<String> SELECTORS = List.of(
            "{\"matchLabels\":{\"app\":\"x\"}}",
            "{\"matchLabels\":{\"app\":\"y\",\"tier\":\"1\"}}",
            "{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"In\",\"values\":[\"x\",\"y\"]}]}",
            "{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"NotIn\",\"values\":[\"x\"]}]}",
            "{\"matchExpressions\":[{\"key\":\"tier\",\"operator\":\"Exists\"}]}",
            "{\"matchExpressions\":[{\"key\":\"tier\",\"operator\":\"DoesNotExist\"}],\"matchLabels\":{\"app\":\"x\"}}",
            "{}");
    private static final List<String> NAMESPACE_SELECTORS = List.of(
            "{\"matchLabels\":{\"team\":\"t0\"}}",
            "{\"matchExpressions\":[{\"key\":\"team\",\"operator\":\"NotIn\",\"values\":[\"t0\"]}]}",
            "{}");
    private static final int NODES = 6;

    private final Random random;
    final ClusterSnapshot snapshot = new ClusterSnapshot();
    private final List<PodShape> shapes = new ArrayList<>();
    private final Map<String, ObjectNode> nodes = new TreeMap<>();
    private final Map<PodInfo, String> placed = new LinkedHashMap<>();
    private int number;

    RandomCluster(Random random) {
        this.random = random;
        for (int i = 0; i < 10; i++) {
            shapes.add(PodShape.of(spec(), snapshot.resources()));
        }
    }

    /** One change. */
    void change() {
        switch (random.nextInt(12)) {
            case 0, 1 -> putNode();
            case 2 -> {
                String name = "n" + random.nextInt(NODES);
                nodes.remove(name);
                snapshot.removeNode(name);
            }
            case 3 -> namespace();
            case 4, 5 -> {
                if (!placed.isEmpty()) {
                    PodInfo pod = anyPlaced();
                    assertRemoved(snapshot.remove(pod, Objects.requireNonNull(placed.remove(pod))));
                }
            }
            case 6 -> {
                if (!placed.isEmpty()) {
                    PodInfo pod = anyPlaced();
                    String node = Objects.requireNonNull(placed.remove(pod));
                    snapshot.remove(pod, node);
                    place(pod.with(labels(), random.nextBoolean()), node);
                }
            }
            default -> place(pod(), "n" + random.nextInt(NODES));
        }
    }

    private static void assertRemoved(boolean removed) {
        if (!removed) {
            throw new IllegalStateException("a placed pod was not counted");
        }
    }

    private void place(PodInfo pod, String node) {
        snapshot.add(pod, node);
        placed.put(pod, node);
    }

    private PodInfo anyPlaced() {
        return List.copyOf(placed.keySet()).get(random.nextInt(placed.size()));
    }

    /** Some of the pods placed on known nodes. */
    Map<PodInfo, NodeInfo> somePlaced() {
        Map<PodInfo, NodeInfo> out = new LinkedHashMap<>();
        placed.forEach((pod, node) -> {
            NodeInfo known = snapshot.find(node);
            if (known != null && random.nextInt(3) == 0) {
                out.put(pod, known);
            }
        });
        return out;
    }

    /** Pods that could be placed on known nodes. */
    Map<PodInfo, NodeInfo> someNew() {
        Map<PodInfo, NodeInfo> out = new LinkedHashMap<>();
        for (int i = 0; i < 2 && snapshot.size() > 0; i++) {
            out.put(pod(), snapshot.node(random.nextInt(snapshot.size())));
        }
        return out;
    }

    /** The same cluster, read in afresh, without some pods and with others. */
    ClusterSnapshot afresh(Set<PodInfo> without, Map<PodInfo, NodeInfo> with) {
        ClusterSnapshot out = new ClusterSnapshot();
        snapshot.namespaces().all().forEach(out::putNamespace);
        nodes.values().forEach(out::putNode);
        placed.forEach((pod, node) -> {
            if (!without.contains(pod)) {
                out.add(pod, node);
            }
        });
        with.forEach((pod, node) -> out.add(pod, node.name()));
        return out;
    }

    /** A pod to be placed. */
    PodInfo pod() {
        String uid = "p" + number++;
        String namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
        PodShape shape = shapes.get(random.nextInt(shapes.size()));
        return new PodInfo(Kinds.POD.key(namespace, uid), uid, "", labels(), shape);
    }

    /** Some of the known nodes, in their order. */
    List<NodeInfo> someNodes() {
        List<NodeInfo> out = new ArrayList<>();
        for (int i = 0; i < snapshot.size(); i++) {
            if (random.nextInt(4) > 0) {
                out.add(snapshot.node(i));
            }
        }
        return out;
    }

    private Map<String, String> labels() {
        Map<String, String> out = new TreeMap<>();
        putSometimes(out, "app", random.nextBoolean() ? "x" : "y");
        putSometimes(out, "tier", Integer.toString(random.nextInt(2)));
        putSometimes(out, "hash", "h" + random.nextInt(2));
        return Map.copyOf(out);
    }

    private void putSometimes(Map<String, String> to, String label, String value) {
        if (random.nextInt(4) > 0) {
            to.put(label, value);
        }
    }

    private void namespace() {
        String name = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
        if (random.nextInt(4) == 0) {
            snapshot.removeNamespace(name);
        } else {
            Map<String, String> labels = new TreeMap<>();
            putSometimes(labels, "team", "t" + random.nextInt(2));
            snapshot.putNamespace(name, labels);
        }
    }

    private void putNode() {
        String name = "n" + random.nextInt(NODES);
        ObjectNode node = Json.object();
        ObjectNode metadata = Json.ensure(node, "metadata").put("name", name);
        Map<String, String> labels = new TreeMap<>();
        putSometimes(labels, "zone", "z" + random.nextInt(3));
        putSometimes(labels, "rack", "r" + random.nextInt(2));
        putSometimes(labels, "disk", "ssd");
        putSometimes(labels, "kubernetes.io/hostname", random.nextInt(5) == 0 ? "same" : name);
        labels.forEach(Json.ensure(metadata, "labels")::put);
        if (random.nextInt(3) == 0) {
            Json.ensure(node, "spec")
                    .putArray("taints")
                    .addObject()
                    .put("key", "k")
                    .put("effect", "NoSchedule");
        }
        nodes.put(name, node);
        snapshot.putNode(node);
    }

    private ObjectNode spec() {
        ObjectNode out = Json.object();
        if (random.nextInt(3) == 0) {
            Json.ensure(out, "nodeSelector").put("disk", "ssd");
        }
        if (random.nextBoolean()) {
            out.putArray("tolerations").addObject().put("operator", "Exists");
        }
        int what = random.nextInt(5);
        if (what > 0) {
            affinity(Json.ensure(out, "affinity", "podAffinity"), random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0);
            affinity(Json.ensure(out, "affinity", "podAntiAffinity"), random.nextInt(3) == 0 ? 1 : 0);
        }
        ArrayNode spread = out.putArray("topologySpreadConstraints");
        for (int i = what == 1 ? 0 : random.nextInt(3); i > 0; i--) {
            spread.add(constraint());
        }
        return out;
    }

    private void affinity(ObjectNode affinity, int required) {
        ArrayNode terms = affinity.putArray("requiredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < required; i++) {
            terms.add(term());
        }
        ArrayNode wishes = affinity.putArray("preferredDuringSchedulingIgnoredDuringExecution");
        for (int i = random.nextInt(3); i > 1; i--) {
            wishes.addObject().put("weight", 1 + random.nextInt(100)).set("podAffinityTerm", term());
        }
    }

    private ObjectNode term() {
        ObjectNode out = Json.object().put("topologyKey", KEYS.get(random.nextInt(KEYS.size())));
        selector(out);
        if (random.nextInt(4) == 0) {
            out.putArray("namespaces").add(NAMESPACES.get(random.nextInt(NAMESPACES.size())));
        }
        if (random.nextInt(3) == 0) {
            out.set(
                    "namespaceSelector",
                    Json.parse(NAMESPACE_SELECTORS.get(random.nextInt(NAMESPACE_SELECTORS.size()))));
        }
        if (random.nextInt(6) == 0) {
            out.putArray("mismatchLabelKeys").add("tier");
        }
        return out;
    }

    private void selector(ObjectNode to) {
        if (random.nextInt(10) > 0) {
            to.set("labelSelector", Json.parse(SELECTORS.get(random.nextInt(SELECTORS.size()))));
        }
        if (random.nextInt(6) == 0) {
            to.putArray("matchLabelKeys").add("hash");
        }
    }

    private ObjectNode constraint() {
        ObjectNode out = Json.object()
                .put("maxSkew", 1 + random.nextInt(3))
                .put("topologyKey", KEYS.get(random.nextInt(KEYS.size())))
                .put("whenUnsatisfiable", random.nextBoolean() ? "DoNotSchedule" : "ScheduleAnyway");
        selector(out);
        if (random.nextInt(4) == 0) {
            out.put("minDomains", 1 + random.nextInt(4));
        }
        if (random.nextInt(3) == 0) {
            out.put("nodeAffinityPolicy", "Ignore");
        }
        if (random.nextInt(3) == 0) {
            out.put("nodeTaintsPolicy", "Honor");
        }
        return out;
    }
}
