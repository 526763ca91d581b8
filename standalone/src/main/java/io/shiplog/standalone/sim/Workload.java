package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.standalone.sim.invariant.Picture;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What users do in a run: drawn from the seed, on what they see of the cluster, which may be old. */
final class Workload {

    /** Where they act. */
    static final List<String> NAMESPACES = List.of("red", "green", "blue");

    private static final List<String> NAMES = List.of("web", "api", "db");
    private static final List<String> PROPAGATIONS = List.of("Background", "Foreground", "Orphan", "");
    private static final int PODS_MAX = 12;
    private static final int BATCH_PODS = 8;
    private static final int REFUSAL_MILLIS = 100;
    private static final int SECOND_THOUGHT_MILLIS = 400;

    private final World world;
    private final Client client;
    private final Random random;
    private final long untilMillis;
    private final long pauseMillis;
    private long actions;

    /**
     * Users who act until a time.
     *
     * @param pauseMillis mean time between two actions
     */
    Workload(World world, Client client, Random random, long untilMillis, long pauseMillis) {
        this.world = world;
        this.client = client;
        this.random = random;
        this.untilMillis = untilMillis;
        this.pauseMillis = pauseMillis;
    }

    /** Begins. */
    void start() {
        for (String name : NAMESPACES) {
            client.create(Kinds.NAMESPACE, "", Manifests.namespace(name));
        }
        world.clock().in(1_000, () -> {
            deploy();
            deploy();
            next();
        });
    }

    /** Actions so far. */
    long actions() {
        return actions;
    }

    private void next() {
        long pause = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt((int) pauseMillis * 2);
        world.clock().in(pause, () -> {
            if (world.clock().now() < untilMillis) {
                actions++;
                act();
                next();
            }
        });
    }

    private void act() {
        int dice = random.nextInt(100);
        if (random.nextInt(8) == 0) {
            configure();
        } else if (dice < 30) {
            create(dice);
        } else if (dice < 70) {
            change(dice);
        } else {
            remove(dice);
        }
    }

    /** A ConfigMap or Secret that pods name comes, changes or goes. */
    private void configure() {
        boolean secret = random.nextBoolean();
        Kind kind = secret ? Kinds.SECRET : Kinds.CONFIG_MAP;
        String name = secret ? Manifests.SECRET : Manifests.CONFIG_MAP;
        switch (random.nextInt(4)) {
            case 0, 1 -> client.create(kind, namespace(), Manifests.configuration(name, random));
            case 2 -> client.patch(kind, namespace(), name, Manifests.configuration(name, random), null);
            default -> client.delete(kind, namespace(), name, "", -1);
        }
    }

    private void create(int dice) {
        if (dice < 15) {
            deploy();
        } else if (dice < 24) {
            long bare = all(Kinds.POD).stream()
                    .filter(pod -> pod.ownerUid().isEmpty() && !pod.pod().terminal())
                    .count();
            if (bare < PODS_MAX) {
                bare();
            }
        } else if (dice < 27) {
            client.create(Kinds.NAMESPACE, "", Manifests.namespace(namespace()));
        } else {
            race();
        }
    }

    /** Work that is done in its time, on whichever machine: some of it while nobody there looks. */
    private void batch() {
        String namespace = namespace();
        for (int i = 0; i < BATCH_PODS; i++) {
            client.create(Kinds.POD, namespace, Manifests.work("batch-" + actions + "-" + i, random));
        }
    }

    /** A pod of nobody's; some are deleted again before they have got anywhere. */
    private void bare() {
        if (random.nextBoolean()) {
            batch();
        }
        String namespace = namespace();
        String name = "bare-" + random.nextInt(PODS_MAX);
        ObjectNode pod = Manifests.pod(name, random);
        client.create(Kinds.POD, namespace, pod);
        if (random.nextInt(3) == 0) {
            int grace = random.nextInt(4) == 0 ? 0 : -1;
            // Whoever names a node may be refused there, and is deleted before that is known only if it is soon.
            int within = pod.at("/spec/nodeName").isMissingNode() ? SECOND_THOUGHT_MILLIS : REFUSAL_MILLIS;
            world.clock().in(random.nextInt(within), () -> client.delete(Kinds.POD, namespace, name, "", grace));
        }
    }

    private void change(int dice) {
        KubeObject deployment = any(Kinds.DEPLOYMENT);
        if (dice >= 64) {
            cordon();
        } else if (deployment == null) {
            deploy();
        } else if (dice < 40) {
            patch(deployment, spec("replicas", Manifests.replicas(random)));
        } else if (dice < 56) {
            patch(deployment, Manifests.imagePatch(Manifests.image(random)));
        } else if (dice < 59) {
            patch(deployment, Manifests.imagePatch(Manifests.MISSING_IMAGE));
        } else {
            ObjectNode patch = Json.object();
            patch.putObject("spec").put("paused", random.nextInt(3) == 0);
            patch(deployment, patch);
        }
    }

    private void remove(int dice) {
        if (dice < 86) {
            KubeObject pod = any(Kinds.POD);
            if (pod != null) {
                client.delete(Kinds.POD, pod.namespace(), pod.name(), "", random.nextInt(4) == 0 ? 0 : -1);
            }
        } else if (dice < 92) {
            delete(any(Kinds.DEPLOYMENT), Kinds.DEPLOYMENT);
        } else if (dice < 95) {
            delete(any(Kinds.REPLICA_SET), Kinds.REPLICA_SET);
        } else if (dice < 97) {
            client.delete(Kinds.NAMESPACE, "", namespace(), "", -1);
        } else {
            restoreImage();
        }
    }

    private void delete(@Nullable KubeObject object, Kind kind) {
        if (object != null) {
            String propagation = PROPAGATIONS.get(random.nextInt(PROPAGATIONS.size()));
            client.delete(kind, object.namespace(), object.name(), propagation, -1);
        }
    }

    /** As rollout undo does: whoever has an image that does not exist gets one that does. */
    private void restoreImage() {
        for (KubeObject deployment : all(Kinds.DEPLOYMENT)) {
            if (Json.text(deployment.tree()).contains(Manifests.MISSING_IMAGE)) {
                patch(deployment, Manifests.imagePatch(Manifests.image(random)));
            }
        }
    }

    private void deploy() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        client.create(Kinds.DEPLOYMENT, namespace(), Manifests.deployment(name, random));
    }

    /** Two users who saw the same version: at most one may win. */
    private void race() {
        KubeObject deployment = any(Kinds.DEPLOYMENT);
        if (deployment != null) {
            for (int i = 0; i < 2; i++) {
                client.patch(
                        Kinds.DEPLOYMENT,
                        deployment.namespace(),
                        deployment.name(),
                        spec("replicas", Manifests.replicas(random)),
                        deployment);
            }
        }
    }

    private void cordon() {
        KubeObject node = any(Kinds.NODE);
        if (node != null) {
            cordon(node, random.nextInt(3) == 0);
        }
    }

    private void cordon(KubeObject node, boolean on) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("unschedulable", on);
        client.patch(Kinds.NODE, "", node.name(), patch, null);
    }

    /** Puts right what users did to the nodes, so that everything that can fit does. */
    void uncordonAll() {
        all(Kinds.NODE).forEach(node -> cordon(node, false));
    }

    private void patch(KubeObject deployment, ObjectNode patch) {
        KubeObject seen = random.nextInt(4) == 0 ? deployment : null;
        client.patch(Kinds.DEPLOYMENT, deployment.namespace(), deployment.name(), patch, seen);
    }

    private static ObjectNode spec(String field, int value) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put(field, value);
        return patch;
    }

    private String namespace() {
        return NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    }

    private List<KubeObject> all(Kind kind) {
        Picture picture = world.checks().picture();
        return picture.all(kind);
    }

    private @Nullable KubeObject any(Kind kind) {
        List<KubeObject> all = all(kind);
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }
}
