package io.shiplog.standalone.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A real Kafka broker (KRaft, one node) inside this JVM. Its data lies in one directory and outlives it; killed at any
 * moment it comes back with everything acknowledged. It and {@link KraftNode} alone touch Kafka's internal server
 * classes.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private final KraftNode node;
    private final String bootstrapServers;
    private final String clusterId;

    private EmbeddedBroker(KraftNode node, String bootstrapServers, String clusterId) {
        this.node = node;
        this.bootstrapServers = bootstrapServers;
        this.clusterId = clusterId;
    }

    /** {@link #start(Path, BrokerConfig)} for this machine alone. */
    public static EmbeddedBroker start(Path dataDir) throws IOException {
        return start(dataDir, BrokerConfig.local());
    }

    /**
     * Starts the broker of a directory and returns when it serves clients. A new directory becomes a new cluster.
     *
     * @param dataDir a directory of the broker's own; made when missing
     * @throws IOException with a message for the user when the directory cannot be used
     */
    public static EmbeddedBroker start(Path dataDir, BrokerConfig config) throws IOException {
        Path logs = Files.createDirectories(dataDir.resolve("log"));
        BrokerPorts ports = BrokerPorts.keptIn(dataDir.resolve("ports.properties"), config.port());
        Properties settings = BrokerSettings.of(config, ports, logs);
        String clusterId = formatted(logs);
        KraftNode node = KraftNode.start(new KafkaConfig(settings, false), logs);
        return new EmbeddedBroker(node, config.advertised() + ":" + ports.client(), clusterId);
    }

    /** Kafka's bootstrap.servers. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Kafka's cluster id, drawn when the directory was new. */
    public String clusterId() {
        return clusterId;
    }

    /**
     * Stops cleanly. Kafka Streams of the same JVM must be closed before: its group would keep a dead member for 45 s.
     */
    @Override
    public void close() {
        node.stop();
    }

    /** The cluster id of a log directory, which is formatted as a new cluster when it is empty. */
    private static String formatted(Path logs) throws IOException {
        MetaPropertiesEnsemble found = new MetaPropertiesEnsemble.Loader()
                .addLogDirs(List.of(logs.toString()))
                .load();
        if (found.clusterId().isPresent()) {
            return found.clusterId().get();
        }
        String clusterId = Uuid.randomUuid().toString();
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setClusterId(clusterId)
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (Exception e) {
            throw new IOException("cannot make a Kafka log in " + logs + ": " + e.getMessage(), e);
        }
        return clusterId;
    }
}
