package io.shiplog.benchmarks.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.core.Output;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
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

/** The scheduler's share of a pod: placements of basic pods on a large cluster; the figure is for one pod. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SchedulingBenchmark {

    private static final int PODS = 2000;

    /** A cluster of empty nodes and pods that wait; made anew for each call. */
    @State(Scope.Thread)
    public static class Cluster {

        @Param({"1000", "5000"})
        public int nodes;

        private SchedulerCore core = SchedulingCell.placing(List.of());
        private final List<KubeObject> pods = new ArrayList<>();
        private final List<KubeObject> members = new ArrayList<>();

        @Setup(Level.Trial)
        public void objects() {
            for (int i = 0; i < nodes; i++) {
                members.add(KubeObject.of(node("node-" + i), 1));
            }
            for (int i = 0; i < PODS; i++) {
                pods.add(KubeObject.of(pod("pod-" + i), 1));
            }
        }

        @Setup(Level.Invocation)
        public void fresh() {
            core = SchedulingCell.placing(members);
            SchedulingCell.see(core, pods);
        }
    }

    static ObjectNode node(String name) {
        return Json.parse("""
                {"kind":"Node","apiVersion":"v1","metadata":{"name":"%s"},"spec":{},
                 "status":{"allocatable":{"cpu":"4","memory":"16Gi","pods":"110"}}}
                """.formatted(name));
    }

    private static ObjectNode pod(String name) {
        return Json.parse("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"default","name":"%1$s","uid":"uid-%1$s",
                 "labels":{"app":"web"}},"spec":{"schedulerName":"default-scheduler","containers":[{"name":"c",
                 "resources":{"requests":{"cpu":"50m","memory":"64Mi"}}}]}}
                """.formatted(name));
    }

    /** Places all waiting pods; time for one. */
    @Benchmark
    @OperationsPerInvocation(PODS)
    public List<Output> place(Cluster cluster) {
        return placeAll(cluster.core, PODS);
    }

    /** Places so many pods that wait; throws where one is left, since the figure would be for something else. */
    static List<Output> placeAll(SchedulerCore core, int pods) {
        List<Output> out = core.cycle(pods, SchedulingCell.NOW);
        if (core.placedCount() != pods) {
            throw new IllegalStateException("only " + core.placedCount() + " pods were placed");
        }
        return out;
    }
}
