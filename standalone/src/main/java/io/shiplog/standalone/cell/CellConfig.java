package io.shiplog.standalone.cell;

import io.shiplog.executor.metrics.MetricsConfig;
import io.shiplog.logs.topology.LogsConfig;
import io.shiplog.scheduler.kafka.SchedulerConfig;
import io.shiplog.standalone.broker.BrokerConfig;

/**
 * What a cluster in one JVM consists of.
 *
 * @param dataDir where everything of it lies
 * @param runtime what runs the containers
 * @param nodes how many nodes the one executor process hosts
 * @param nodeCpu cpu of each node, a Kubernetes quantity; empty for the runtime's own
 * @param nodeMemory memory of each node, a Kubernetes quantity; empty for the runtime's own
 * @param apiPort where the API server listens
 * @param partitions P for a new cluster; 0 for what it has, or 16
 * @param broker where the broker listens
 * @param sampling how the executor takes samples
 * @param logs bounds of the log-aggregator
 * @param scheduler what the scheduler runs
 */
public record CellConfig(
        DataDir dataDir,
        RuntimeChoice runtime,
        int nodes,
        String nodeCpu,
        String nodeMemory,
        int apiPort,
        int partitions,
        BrokerConfig broker,
        MetricsConfig sampling,
        LogsConfig logs,
        SchedulerConfig scheduler) {

    /** The same with samples, lines and the scheduler as they are where nothing is said. */
    public CellConfig(
            DataDir dataDir,
            RuntimeChoice runtime,
            int nodes,
            String nodeCpu,
            String nodeMemory,
            int apiPort,
            int partitions,
            BrokerConfig broker) {
        this(
                dataDir,
                runtime,
                nodes,
                nodeCpu,
                nodeMemory,
                apiPort,
                partitions,
                broker,
                MetricsConfig.standard(),
                LogsConfig.standard(),
                SchedulerConfig.defaults());
    }

    /** The same with these. */
    public CellConfig with(MetricsConfig otherSampling, LogsConfig otherLogs, SchedulerConfig otherScheduler) {
        return new CellConfig(
                dataDir,
                runtime,
                nodes,
                nodeCpu,
                nodeMemory,
                apiPort,
                partitions,
                broker,
                otherSampling,
                otherLogs,
                otherScheduler);
    }
}
