package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.List;
import java.util.Random;

/**
 * Users who put more on the nodes than there is room for: much that may yield, and a little that may not. What is of
 * neither kind has room beside the important pods, so all but the yielding ones find a place in the end.
 */
final class Crowd {

    /** Where they put it. */
    static final String NAMESPACE = "crowd";

    private static final String YIELDING = "yielding";
    private static final String IMPORTANT = "important";
    private static final int YIELDING_MAX = 16;
    private static final int IMPORTANT_MAX = 2;
    private static final long PAUSE_MILLIS = 2_000;

    private final World world;
    private final Client client;
    private final Random random;
    private final long untilMillis;

    /** Users who act until a time. */
    Crowd(World world, Client client, Random random, long untilMillis) {
        this.world = world;
        this.client = client;
        this.random = random;
        this.untilMillis = untilMillis;
    }

    /** Begins. */
    void start() {
        client.create(Kinds.NAMESPACE, "", Manifests.namespace(NAMESPACE));
        client.create(Kinds.PRIORITY_CLASS, "", priorityClass(YIELDING, -10));
        client.create(Kinds.PRIORITY_CLASS, "", priorityClass(IMPORTANT, 100));
        world.clock().in(1_000, () -> {
            client.create(Kinds.POD_DISRUPTION_BUDGET, NAMESPACE, budget());
            Turns.take(world.clock(), random, PAUSE_MILLIS, untilMillis, this::act);
        });
    }

    private static ObjectNode priorityClass(String name, int value) {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", name);
        return out.put("value", value);
    }

    private static ObjectNode budget() {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", YIELDING);
        ObjectNode spec = out.putObject("spec").put("minAvailable", 3);
        spec.putObject("selector").putObject("matchLabels").put("app", YIELDING);
        return out;
    }

    private void act() {
        int dice = random.nextInt(10);
        if (dice < 6) {
            create(YIELDING, "3", YIELDING_MAX);
        } else if (dice < 8) {
            create(IMPORTANT, "1500m", IMPORTANT_MAX);
        } else {
            List<KubeObject> all = there(dice == 8 ? YIELDING : IMPORTANT);
            if (!all.isEmpty()) {
                KubeObject one = all.get(random.nextInt(all.size()));
                client.delete(Kinds.POD, NAMESPACE, one.name(), "", -1);
            }
        }
    }

    private void create(String kind, String cpu, int most) {
        if (there(kind).size() >= most) {
            return;
        }
        ObjectNode pod = Json.object();
        ObjectNode metadata = pod.putObject("metadata").put("name", kind + "-" + random.nextInt(most));
        metadata.putObject("labels").put("app", kind);
        if (random.nextInt(3) == 0) {
            metadata.putObject("annotations").put("simulated.shiplog.io/stop-delay", random.nextInt(4_000) + "ms");
        }
        ObjectNode spec = pod.putObject("spec").put("priorityClassName", kind);
        Manifests.container(spec, Manifests.image(random), cpu);
        client.create(Kinds.POD, NAMESPACE, pod);
    }

    private List<KubeObject> there(String kind) {
        return world.checks().picture().all(Kinds.POD).stream()
                .filter(pod -> pod.namespace().equals(NAMESPACE)
                        && kind.equals(pod.labels().get("app")))
                .toList();
    }
}
