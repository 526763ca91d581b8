package io.shiplog.benchmarks.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.core.Output;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * The scheduler's share of a pod that looks at other pods: placements on 5,000 nodes on which as many of its likes are
 * placed already, in the shapes of kube-scheduler's scheduler_perf; the figure is for one pod.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TopologyBenchmark {

    private static final int NODES = 5000;
    private static final int PODS = 1000;
    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** What the pods ask, named as the workloads of scheduler_perf. */
    public enum Workload {
        SchedulingPodAntiAffinity(1, required("podAntiAffinity", HOSTNAME)),
        SchedulingPodAffinity(1, required("podAffinity", ZONE)),
        SchedulingPreferredPodAffinity(1, preferred("podAffinity")),
        SchedulingPreferredPodAntiAffinity(1, preferred("podAntiAffinity")),
        TopologySpreading(3, spread("DoNotSchedule")),
        PreferredTopologySpreading(3, spread("ScheduleAnyway"));

        private final int zones;
        private final String asks;

        Workload(int zones, String asks) {
            this.zones = zones;
            this.asks = asks;
        }

        private static String required(String which, String key) {
            return "\"affinity\":{\"%s\":{\"requiredDuringSchedulingIgnoredDuringExecution\":[%s]}}"
                    .formatted(which, term(key));
        }

        private static String preferred(String which) {
            return ("\"affinity\":{\"%s\":{\"preferredDuringSchedulingIgnoredDuringExecution\":"
                            + "[{\"weight\":1,\"podAffinityTerm\":%s}]}}")
                    .formatted(which, term(HOSTNAME));
        }

        private static String term(String key) {
            return ("{\"labelSelector\":{\"matchLabels\":{\"app\":\"web\"}},\"topologyKey\":\"%s\","
                            + "\"namespaces\":[\"sched-0\",\"sched-1\"]}")
                    .formatted(key);
        }

        private static String spread(String otherwise) {
            return ("\"topologySpreadConstraints\":[{\"maxSkew\":5,\"topologyKey\":\"%s\",\"whenUnsatisfiable\":\"%s\","
                            + "\"labelSelector\":{\"matchLabels\":{\"app\":\"web\"}}}]")
                    .formatted(ZONE, otherwise);
        }
    }

    /** A cluster of nodes, pods placed and pods that wait; made anew for each call. */
    @State(Scope.Thread)
    public static class Cluster {

        @Param
        public Workload workload = Workload.SchedulingPodAntiAffinity;

        private SchedulerCore core = SchedulingCell.placing(List.of());
        private final List<KubeObject> members = new ArrayList<>();
        private final List<KubeObject> waiting = new ArrayList<>();

        @Setup(Level.Trial)
        public void objects() {
            for (int i = 0; i < NODES; i++) {
                members.add(KubeObject.of(node("node-" + i, "zone-" + i % workload.zones), 1));
            }
            for (int i = 0; i < PODS; i++) {
                ObjectNode placed = pod("sched-0", "placed-" + i, workload.asks);
                Json.ensure(placed, "spec").put("nodeName", "node-" + i);
                members.add(KubeObject.of(placed, 1));
                waiting.add(KubeObject.of(pod("sched-1", "pod-" + i, workload.asks), 1));
            }
        }

        @Setup(Level.Invocation)
        public void fresh() {
            core = SchedulingCell.placing(members);
            SchedulingCell.see(core, waiting);
        }
    }

    private static ObjectNode node(String name, String zone) {
        return Json.parse(String.format(Locale.ROOT, """
                {"kind":"Node","apiVersion":"v1","metadata":{"name":"%1$s","labels":{"%3$s":"%1$s","%4$s":"%2$s"}},
                 "spec":{},"status":{"allocatable":{"cpu":"4","memory":"32Gi","pods":"110"}}}
                """, name, zone, HOSTNAME, ZONE));
    }

    private static ObjectNode pod(String namespace, String name, String asks) {
        return Json.parse(String.format(Locale.ROOT, """
                {"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"%1$s","name":"%2$s","uid":"uid-%2$s",
                 "labels":{"app":"web"}},"spec":{"schedulerName":"default-scheduler",%3$s,"containers":[{"name":"c",
                 "resources":{"requests":{"cpu":"100m","memory":"500Mi"}}}]}}
                """, namespace, name, asks));
    }

    /** Places all waiting pods; time for one. */
    @Benchmark
    @OperationsPerInvocation(PODS)
    public List<Output> place(Cluster cluster) {
        return SchedulingBenchmark.placeAll(cluster.core, PODS);
    }
}
