package io.shiplog.benchmarks.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.core.Output;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Pods that find a full cluster, alike and more important than what runs there: three of a node's four have to go for
 * each. The figure is for one pod.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class PreemptionBenchmark {

    private static final int PODS = 500;
    private static final int FULL = 4;
    /** Later than any back-off of the first attempts. */
    private static final Instant LATER = SchedulingCell.NOW.plusSeconds(5);

    /** A full cluster and pods that wait; made anew for each call. */
    @State(Scope.Thread)
    public static class Cluster {

        @Param({"1000", "5000"})
        public int nodes;

        private SchedulerCore core = SchedulingCell.placing(List.of());
        private final List<KubeObject> members = new ArrayList<>();
        private final List<KubeObject> pods = new ArrayList<>();

        @Setup(Level.Trial)
        public void objects() {
            for (int n = 0; n < nodes; n++) {
                members.add(KubeObject.of(SchedulingBenchmark.node("node-" + n), 1));
                for (int i = 0; i < FULL; i++) {
                    members.add(KubeObject.of(pod("low-" + n + "-" + i, 0, "900m", "node-" + n), 1));
                }
            }
            for (int i = 0; i < PODS; i++) {
                pods.add(KubeObject.of(pod("high-" + i, 10, "3", ""), 1));
            }
        }

        @Setup(Level.Invocation)
        public void fresh() {
            core = SchedulingCell.placing(members);
            SchedulingCell.see(core, pods);
        }
    }

    /** The same after each has been nominated once and one victim has gone, which is not enough for anybody. */
    @State(Scope.Thread)
    public static class Nominated {

        private SchedulerCore core = SchedulingCell.placing(List.of());

        @Setup(Level.Invocation)
        public void nominate(Cluster cluster) {
            core = SchedulingCell.placing(cluster.members);
            SchedulingCell.see(core, cluster.pods);
            core.cycle(PODS, SchedulingCell.NOW);
            core.onResource(KubeObject.of(pod("low-0-0", 0, "900m", "node-0"), 1), null);
            core.cycle(0, LATER);
            if (!core.hasWork()) {
                throw new IllegalStateException("nobody is tried again");
            }
        }
    }

    private static ObjectNode pod(String name, int priority, String cpu, String node) {
        return Json.parse("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"default","name":"%1$s","uid":"uid-%1$s"},
                 "spec":{"schedulerName":"default-scheduler","priority":%2$d,"nodeName":"%4$s","containers":[{
                 "name":"c","resources":{"requests":{"cpu":"%3$s","memory":"500Mi"}}}]}}
                """.formatted(name, priority, cpu, node));
    }

    /** Nominates all waiting pods; time for one. */
    @Benchmark
    @OperationsPerInvocation(PODS)
    public List<Output> nominate(Cluster cluster) {
        return failing(cluster.core.cycle(PODS, SchedulingCell.NOW), cluster.core, PODS);
    }

    /** Tries all of them again, in vain; time for one. */
    @Benchmark
    @OperationsPerInvocation(PODS)
    public List<Output> tryAgain(Nominated nominated) {
        return failing(nominated.core.cycle(PODS, LATER), nominated.core, 2 * PODS);
    }

    private static List<Output> failing(List<Output> out, SchedulerCore core, int attempts) {
        if (core.failedCount() != attempts) {
            throw new IllegalStateException(core.failedCount() + " attempts failed, and not " + attempts);
        }
        return out;
    }
}
