package io.shiplog.schemas.role;

import io.micrometer.core.instrument.MeterRegistry;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.SecretCipher;
import java.nio.file.Path;

/**
 * What every role needs to take part in a cluster.
 *
 * @param bootstrapServers Kafka's bootstrap.servers
 * @param clusterId Kafka's cluster id; part of every uid and of every state directory
 * @param namespacePartitions P, the partitions of commands; fixed at the cluster's first start
 * @param codec records to bytes and back
 * @param dataDir a directory of the role's own; created by the role when missing
 * @param metrics where the role puts its meters
 * @param cipher for Secrets, wherever they are written down
 */
public record ClusterContext(
        String bootstrapServers,
        String clusterId,
        int namespacePartitions,
        RecordCodec codec,
        Path dataDir,
        MeterRegistry metrics,
        SecretCipher cipher) {

    /** What processes of this cluster show each other on the internal read protocol. */
    public String internalToken() {
        return cipher.internalToken();
    }

    /** The same with a directory of a role's own. */
    public ClusterContext in(Path directory) {
        return new ClusterContext(bootstrapServers, clusterId, namespacePartitions, codec, directory, metrics, cipher);
    }
}
