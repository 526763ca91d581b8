package io.shiplog.benchmarks.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which part of the cluster a thread works for: the stages of the way of a pod, and what the JVM itself needs. */
public final class Stages {

    /** What no stage has: threads of no stage, and those that ended before they were looked at. */
    public static final String REST = "rest";

    private record Stage(String name, List<String> threads) {}

    /** The first stage counts that has a text which the thread's name begins with. */
    private static final List<Stage> ALL = List.of(
            new Stage("broker.network", List.of("data-plane-kafka-network", "data-plane-kafka-socket")),
            new Stage("broker.handlers", List.of("data-plane-kafka-request-handler")),
            new Stage("broker.log", List.of("kafka-log-cleaner", "kafka-scheduler", "LogDirFailureHandler")),
            new Stage(
                    "broker.coordination",
                    List.of(
                            "group-coordinator",
                            "executor-group-coordinator",
                            "transaction-log-manager",
                            "TxnMarkerSender",
                            "AddPartitionsToTxn",
                            "ExpirationReaper",
                            "executor-Fetch",
                            "quorum-controller",
                            "kafka-raft",
                            "kafka-metadata-loader",
                            "kafka-snapshot",
                            "raft-",
                            "controller-",
                            "broker-",
                            "share-",
                            "persister-",
                            "PersisterStateManager",
                            "metrics-meter-tick")),
            new Stage("api.mirror", List.of("api-ingest-mirror", "api-ingest-checkpoint")),
            new Stage(
                    "api.gateway",
                    List.of(
                            "api-ingest-replies",
                            "api-ingest-end-offsets",
                            "api-ingest-manifests",
                            "kafka-producer-network-thread | api-ingest",
                            "kafka-coordinator-heartbeat-thread | shiplog-manifests")),
            new Stage("api.http", List.of("vert.x-", "vertx-", "api-ingest-work", "endpoint")),
            new Stage("reconciler.stream", List.of("shiplog-reconciler")),
            new Stage(
                    "reconciler.clients",
                    List.of(
                            "kafka-producer-network-thread | shiplog-reconciler",
                            "kafka-coordinator-heartbeat-thread | shiplog-reconciler",
                            "kafka-admin-client-thread | shiplog-reconciler")),
            new Stage("scheduler", List.of("scheduler-", "kafka-producer-network-thread | scheduler")),
            new Stage(
                    "executor",
                    List.of(
                            "simulated-runtime",
                            "node-",
                            "log-shipping",
                            "metrics-sampler",
                            "access",
                            "probe",
                            "kafka-producer-network-thread | executor")),
            new Stage(
                    "log-aggregator",
                    List.of(
                            "log-aggregator",
                            "metrics-reader",
                            "shiplog-metrics",
                            "kafka-producer-network-thread | log-aggregator",
                            "kafka-producer-network-thread | shiplog-metrics",
                            "kafka-coordinator-heartbeat-thread | shiplog-metrics",
                            "kafka-admin-client-thread | shiplog-metrics")),
            new Stage("registry", List.of("schema-registry", "kafka-producer-network-thread | schema-registry")),
            new Stage("jvm.jit", List.of("C CompilerThread", "Sweeper thread")),
            // The serial collector works on the VM's own thread; the others have threads of these names.
            new Stage("jvm.gc", List.of("VM Thread", "GC Thread", "G1 ")));

    private Stages() {}

    /** The stage of a thread by its name without numbers, or {@link #REST}. */
    static String of(String thread) {
        return ALL.stream()
                .filter(stage -> stage.threads.stream().anyMatch(thread::startsWith))
                .map(Stage::name)
                .findFirst()
                .orElse(REST);
    }

    /**
     * Processor time by stage, in their order, the rest last; it adds up to the whole, but for the kernel's
     * ticks of 10 ms, by which the threads may seem to have used more than their process.
     *
     * @param wholeMillis of the process, threads that have ended included
     * @param threadMillis by name of thread without numbers
     */
    public static Map<String, Long> of(long wholeMillis, Map<String, Long> threadMillis) {
        Map<String, Long> out = new LinkedHashMap<>();
        ALL.forEach(stage -> out.put(stage.name, 0L));
        threadMillis.forEach((thread, millis) -> out.merge(of(thread), millis, Long::sum));
        out.remove(REST);
        long attributed = out.values().stream().mapToLong(Long::longValue).sum();
        out.values().removeIf(millis -> millis == 0);
        out.put(REST, Math.max(0, wholeMillis - attributed));
        return out;
    }
}
