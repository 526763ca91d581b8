package io.shiplog.reconciler.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds in every rollout, whatever pods do. */
final class RolloutProperties {

    private static void strategy(ObjectNode spec, int surge, int unavailable) {
        Json.ensure(spec, "strategy", "rollingUpdate").put("maxSurge", surge).put("maxUnavailable", unavailable);
    }

    @Property(tries = 60)
    void staysWithinItsBoundsAndArrives(
            @ForAll @IntRange(min = 1, max = 12) int replicas,
            @ForAll @IntRange(max = 5) int surge,
            @ForAll @IntRange(max = 5) int unavailable,
            @ForAll long seed) {
        RolloutWorld it = new RolloutWorld().deploy(replicas, "nginx:1");
        it.editAndSettle(spec -> strategy(spec, surge, unavailable));
        it.run();
        int missing = Math.min(replicas, surge + unavailable == 0 ? 1 : unavailable);
        Random random = new Random(seed);
        it.editAndSettle(RolloutWorld.image("nginx:2"));
        for (int step = 0; step < 40 * replicas; step++) {
            assertThat(it.activePods()).hasSizeLessThanOrEqualTo(replicas + surge);
            assertThat(it.availablePods()).isGreaterThanOrEqualTo(replicas - missing);
            List<KubeObject> pods = it.pods();
            it.live(pods.get(random.nextInt(pods.size())));
        }
        it.run();
        arrived(it, replicas, "nginx:2");
    }

    @Property(tries = 60)
    void arrivesAtWhatWasLastWantedWhateverHappensOnTheWay(
            @ForAll @IntRange(max = 8) int replicas, @ForAll boolean recreate, @ForAll long seed) {
        RolloutWorld it = new RolloutWorld().deploy(5, "nginx:1");
        if (recreate) {
            it.editAndSettle(spec -> spec.set("strategy", Json.object().put("type", "Recreate")));
        }
        Random random = new Random(seed);
        for (int step = 0; step < 60; step++) {
            disturb(it, random);
        }
        it.edit(spec -> {
            spec.remove("paused");
            spec.put("replicas", replicas);
            RolloutWorld.image("nginx:last").accept(spec);
        });
        it.world.settle();
        it.run();
        arrived(it, replicas, "nginx:last");
    }

    private static void disturb(RolloutWorld it, Random random) {
        List<KubeObject> pods = it.pods();
        KubeObject pod = pods.isEmpty() ? null : pods.get(random.nextInt(pods.size()));
        switch (random.nextInt(9)) {
            case 0 -> it.editAndSettle(RolloutWorld.image("nginx:" + random.nextInt(4)));
            case 1 -> it.editAndSettle(RolloutWorld.replicas(random.nextInt(9)));
            case 2 -> it.editAndSettle(spec -> spec.put("paused", random.nextBoolean()));
            case 3 -> it.editAndSettle(RolloutWorld.image(RolloutWorld.MISSING_IMAGE));
            case 4 -> {
                if (pod != null) {
                    it.world.remove(pod.key());
                    it.world.settle();
                }
            }
            case 5 -> {
                if (pod != null && !pod.node().isEmpty()) {
                    it.ready(pod, false);
                    it.world.settle();
                }
            }
            case 6 -> it.world.pass(Duration.ofSeconds(random.nextInt(700)));
            default -> {
                if (pod != null) {
                    it.live(pod);
                }
            }
        }
    }

    private static void arrived(RolloutWorld it, int replicas, String image) {
        assertThat(it.pods())
                .hasSize(replicas)
                .allMatch(pod -> RolloutWorld.imageOf(pod.tree()).equals(image));
        ObjectNode status = (ObjectNode) it.web().tree().get("status");
        assertThat(Json.longAt(status, 0, "updatedReplicas")).isEqualTo(replicas);
        assertThat(Json.longAt(status, 0, "availableReplicas")).isEqualTo(replicas);
        assertThat(Json.longAt(status, 0, "replicas")).isEqualTo(replicas);
        assertThat(it.reason("Progressing")).isEqualTo("NewReplicaSetAvailable");
        it.world.wakeAll();
        assertThat(it.world.settle()).as("quiet after quiet").isZero();
    }

    @Example
    void aFinishedRolloutThatLosesAPodLongAfterItsDeadlineIsNotLookedAtForEver() {
        RolloutWorld it = new RolloutWorld().deploy(2, "nginx:1");
        it.run();
        it.world.pass(Duration.ofSeconds(700));
        it.ready(it.pods().get(0), false);
        it.world.settle();
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> it.world.pass(Duration.ofSeconds(700)));
    }

    @Property(tries = 30)
    void decidesTheSameAgainFromTheSameView(@ForAll long seed) {
        RolloutWorld it = new RolloutWorld().deploy(4, "nginx:1");
        Random random = new Random(seed);
        for (int step = 0; step < 20; step++) {
            disturb(it, random);
            it.edit(RolloutWorld.image("nginx:" + random.nextInt(4)));
            DeploymentController controller = new DeploymentController();
            assertThat(controller
                            .reconcile(RolloutWorld.WEB, it.world.view, it.world.now)
                            .toString())
                    .isEqualTo(controller
                            .reconcile(RolloutWorld.WEB, it.world.view, it.world.now)
                            .toString());
            it.world.settle();
        }
    }
}
