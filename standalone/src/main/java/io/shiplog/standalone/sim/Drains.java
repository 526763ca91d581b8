package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.List;
import java.util.Random;

/**
 * Operators who empty nodes as {@code kubectl drain} does: no new pods there, every pod of the node asked to go, those
 * that may not asked again. And the owners of what runs there, who say by budgets how much of it has to stay.
 */
final class Drains {

    private static final long PAUSE_MILLIS = 20_000;
    /** kubectl asks again after five seconds. */
    private static final long AGAIN_MILLIS = 5_000;

    private static final int ASKED_MAX = 4;
    private static final int AVAILABLE_MAX = 4;
    private static final int UNAVAILABLE_MAX = 2;

    private final World world;
    private final Client client;
    private final Random random;
    private final long untilMillis;

    /** Operators who act until a time. */
    Drains(World world, Client client, Random random, long untilMillis) {
        this.world = world;
        this.client = client;
        this.random = random;
        this.untilMillis = untilMillis;
    }

    /** Begins. */
    void start() {
        Workload.NAMESPACES.forEach(namespace -> client.create(Kinds.POD_DISRUPTION_BUDGET, namespace, budget()));
        Turns.take(world.clock(), random, PAUSE_MILLIS, untilMillis, this::act);
    }

    private void act() {
        String namespace = Workload.NAMESPACES.get(random.nextInt(Workload.NAMESPACES.size()));
        switch (random.nextInt(6)) {
            case 0 -> client.create(Kinds.POD_DISRUPTION_BUDGET, namespace, budget());
            case 1 -> client.delete(Kinds.POD_DISRUPTION_BUDGET, namespace, "keep", "", -1);
            default -> drain();
        }
    }

    /** Of the pods of one Deployment or of two. */
    private ObjectNode budget() {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", "keep");
        ObjectNode spec = out.putObject("spec");
        if (random.nextBoolean()) {
            spec.put("minAvailable", random.nextInt(AVAILABLE_MAX + 1));
        } else {
            spec.put("maxUnavailable", random.nextInt(UNAVAILABLE_MAX + 1));
        }
        if (random.nextInt(3) == 0) {
            spec.put("unhealthyPodEvictionPolicy", "AlwaysAllow");
        }
        ObjectNode term =
                spec.putObject("selector").putArray("matchExpressions").addObject();
        ArrayNode apps =
                term.put("key", "app").put("operator", "In").putArray("values").add("web");
        if (random.nextInt(4) == 0) {
            apps.add("api");
        }
        return out;
    }

    private void drain() {
        List<KubeObject> nodes = world.checks().picture().all(Kinds.NODE);
        if (!nodes.isEmpty()) {
            String node = nodes.get(random.nextInt(nodes.size())).name();
            cordon(node, true);
            ask(node, ASKED_MAX);
        }
    }

    private void cordon(String node, boolean on) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("unschedulable", on);
        client.patch(Kinds.NODE, "", node, patch, null);
    }

    private void ask(String node, int times) {
        List<KubeObject> there = world.checks().picture().all(Kinds.POD).stream()
                .filter(pod -> pod.node().equals(node) && !pod.deleting())
                .toList();
        if (times == 0 || there.isEmpty() || world.clock().now() >= untilMillis) {
            cordon(node, false);
            return;
        }
        there.forEach(pod -> client.evict(pod.namespace(), pod.name()));
        world.clock().in(AGAIN_MILLIS, () -> ask(node, times - 1));
    }
}
