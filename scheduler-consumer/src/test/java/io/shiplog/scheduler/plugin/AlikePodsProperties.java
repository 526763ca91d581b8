package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.cycle.Outcome;
import io.shiplog.scheduler.cycle.Sampling;
import io.shiplog.scheduler.cycle.SchedulingCycle;
import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.framework.WhatIf;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.DisruptionBudget;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodLives;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Pods that are alike share what was found out about nodes. A cluster that changes at random, and three schedulers: one
 * that shares all, one that shares what is said before a filter that might look at more than a node, and one that
 * shares nothing, since it asks such a filter first.
 */
class AlikePodsProperties {

    private static final int FEW = 7;
    /** So many that a hundred that accept the pod are enough. */
    private static final int MANY = 130;

    private static final int STEPS = 200;

    private static final class MayLookBeyond implements WhatIf {

        @Override
        public String name() {
            return "MayLookBeyond";
        }

        @Override
        public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
            return Result.ASK;
        }

        @Override
        public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
            return null;
        }

        @Override
        public void remove(CycleState state, PodInfo pod, PodInfo victim, NodeInfo node) {}

        @Override
        public void add(CycleState state, PodInfo pod, PodInfo back, NodeInfo node) {}
    }

    private final class Cell {
        private final Random random;
        private final int nodes;
        private final ClusterSnapshot snapshot = new ClusterSnapshot();
        private final List<PodShape> shapes = new ArrayList<>();
        private final Map<PodInfo, String> placed = new LinkedHashMap<>();
        private final Map<String, Long> starts = new HashMap<>();
        private final List<PodInfo> nominated = new ArrayList<>();
        private final SchedulingCycle sharing;
        private final SchedulingCycle sharingSome;
        private final SchedulingCycle plain;
        private int number;

        Cell(Random random) {
            this.random = random;
            this.nodes = random.nextInt(10) == 0 ? MANY : FEW;
            snapshot.lives(new PodLives() {
                @Override
                public long startSeconds(PodInfo pod) {
                    return starts.getOrDefault(pod.uid(), Long.MAX_VALUE);
                }

                @Override
                public boolean terminating(PodInfo pod) {
                    return pod.uid().hashCode() % 5 == 0;
                }
            });
            for (int i = 0; i < 5; i++) {
                shapes.add(shape());
            }
            int wanted = random.nextBoolean() ? 100 : 1;
            sharing = new SchedulingCycle(profile(wanted, -1), Sampling.ADAPTIVE);
            sharingSome = new SchedulingCycle(profile(wanted, 1 + random.nextInt(3)), Sampling.ADAPTIVE);
            plain = new SchedulingCycle(profile(wanted, 0), Sampling.ADAPTIVE);
            for (int n = 0; n < nodes; n++) {
                putNode(n);
            }
            for (int i = 0; i < (nodes == MANY ? 1 : 4) * nodes; i++) {
                place(pod(), anyNode());
            }
        }

        /** With the filter that may look beyond at a place among the others, or without it. */
        private Profile profile(int wanted, int beyondAt) {
            NodeResourcesFit fit =
                    new NodeResourcesFit(snapshot.resources(), ScoringStrategy.leastAllocated(), List.of());
            TaintToleration taints = new TaintToleration(true);
            List<Filter> filters = new ArrayList<>(List.of(new NodeUnschedulable(), taints, fit));
            if (beyondAt >= 0) {
                filters.add(beyondAt, new MayLookBeyond());
            }
            return new Profile(
                    "default-scheduler",
                    new PrioritySort(),
                    filters,
                    List.of(
                            new Profile.Weighted(taints, 3),
                            new Profile.Weighted(fit, 1),
                            new Profile.Weighted(
                                    new NodeResourcesBalancedAllocation(snapshot.resources(), List.of("cpu", "memory")),
                                    2)),
                    new DefaultPreemption(10, wanted));
        }

        private PodShape shape() {
            ObjectNode spec = Json.object().put("priority", random.nextInt(3));
            ObjectNode asks = spec.putArray("containers")
                    .addObject()
                    .putObject("resources")
                    .putObject("requests");
            asks.put("cpu", Integer.toString(1 + random.nextInt(3)));
            if (random.nextBoolean()) {
                asks.put("memory", Integer.toString(1 + random.nextInt(3)));
            }
            return PodShape.of(spec, snapshot.resources());
        }

        private PodInfo pod() {
            String name = "p" + number++;
            PodShape shape = shapes.get(random.nextInt(shapes.size()));
            return new PodInfo(Kinds.POD.key("default", name), name, "", Map.of("app", "a" + random.nextInt(2)), shape);
        }

        private void putNode(int n) {
            ObjectNode node = Json.parse("{\"status\":{\"allocatable\":{\"cpu\":\"" + (4 + random.nextInt(4))
                    + "\",\"memory\":\"6\",\"pods\":\"5\"}},\"spec\":{}}");
            Json.ensure(node, "metadata").put("name", "n" + n);
            if (random.nextInt(nodes == MANY ? 20 : 6) == 0) {
                Json.ensure(node, "spec").put("unschedulable", true);
            }
            if (random.nextInt(5) == 0) {
                Json.ensure(node, "spec")
                        .putArray("taints")
                        .addObject()
                        .put("key", "k")
                        .put("effect", random.nextInt(3) == 0 ? "NoSchedule" : "PreferNoSchedule");
            }
            snapshot.putNode(node);
        }

        private String anyNode() {
            return "n" + random.nextInt(nodes);
        }

        void change() {
            switch (random.nextInt(14)) {
                case 0 -> putNode(random.nextInt(nodes));
                case 1 -> {
                    if (random.nextInt(4) == 0) {
                        snapshot.removeNode(anyNode());
                    }
                }
                case 2, 3, 4, 5 -> {
                    placed.entrySet().stream().findFirst().ifPresent(gone -> {
                        snapshot.remove(gone.getKey(), gone.getValue());
                        placed.remove(gone.getKey());
                    });
                }
                case 6 -> {
                    PodInfo pod = pod();
                    nominated.add(pod);
                    snapshot.nominations().put(pod, anyNode());
                }
                case 7 -> {
                    if (!nominated.isEmpty()) {
                        snapshot.nominations().remove(nominated.remove(0));
                    }
                }
                case 8 -> budget();
                case 9 -> {
                    placed.forEach((started, node) -> {
                        starts.put(started.uid(), (long) random.nextInt(3));
                        snapshot.touch(node);
                    });
                }
                default -> place(pod(), anyNode());
            }
        }

        private void place(PodInfo pod, String node) {
            snapshot.add(pod, node);
            placed.put(pod, node);
        }

        private void budget() {
            ObjectKey key = Kinds.POD_DISRUPTION_BUDGET.key("default", "b" + random.nextInt(2));
            if (random.nextInt(3) == 0) {
                snapshot.removeBudget(key);
            } else {
                snapshot.putBudget(
                        DisruptionBudget.of(key, Json.parse("""
                        {"spec":{"selector":{"matchLabels":{"app":"a%d"}}},"status":{"disruptionsAllowed":%d}}
                        """.formatted(random.nextInt(2), random.nextInt(3)))));
            }
        }

        void decide() {
            boolean waits = !nominated.isEmpty() && random.nextInt(3) == 0;
            PodInfo pod = waits ? nominated.get(random.nextInt(nominated.size())) : pod();
            Outcome found = plain.schedule(pod, snapshot);
            assertThat(sharing.schedule(pod, snapshot).toString()).isEqualTo(found.toString());
            assertThat(sharingSome.schedule(pod, snapshot).toString()).isEqualTo(found.toString());
            if (found instanceof Outcome.Placed on && !waits && random.nextInt(4) > 0) {
                place(pod, on.node().name());
            }
        }
    }

    @Property(tries = 300)
    void whatPodsThatAreAlikeShareChangesNoDecision(@ForAll long seed) {
        Cell cell = new Cell(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            if (cell.random.nextBoolean()) {
                cell.change();
            } else {
                cell.decide();
            }
        }
    }
}
