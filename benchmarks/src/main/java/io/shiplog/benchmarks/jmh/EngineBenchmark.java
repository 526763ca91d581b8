package io.shiplog.benchmarks.jmh;

import io.shiplog.schemas.record.PodStatusBatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The reconciler's share of a pod, without Kafka; both figures are for one pod. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EngineBenchmark {

    private static final int PODS = 1000;

    /** A fresh engine for each call: creating a Deployment is not repeatable. */
    @State(Scope.Thread)
    public static class Empty {
        EngineCell cell = new EngineCell();

        @Setup(Level.Invocation)
        public void fresh() {
            cell = new EngineCell();
        }
    }

    /** An engine whose pods are bound; each report differs from the one before it. */
    @State(Scope.Thread)
    public static class Bound {
        private final EngineCell cell = new EngineCell();
        private long sequence;
        private PodStatusBatch next = new PodStatusBatch("", "", java.util.List.of());

        @Setup(Level.Trial)
        public void fill() {
            cell.deployment("web", PODS);
            cell.bindAll();
        }

        @Setup(Level.Invocation)
        public void report() {
            next = cell.allRunning(++sequence);
        }
    }

    /** One Deployment from nothing to a thousand pods; time for one pod. */
    @Benchmark
    @OperationsPerInvocation(PODS)
    public EngineCell createPods(Empty empty) {
        empty.cell.deployment("web", PODS);
        return empty.cell;
    }

    /** A batch of reports on a thousand pods, each a change; time for one pod. */
    @Benchmark
    @OperationsPerInvocation(PODS)
    public int reportPods(Bound bound) {
        return bound.cell.status(bound.next);
    }
}
