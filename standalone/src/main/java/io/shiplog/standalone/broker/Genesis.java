package io.shiplog.standalone.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is fixed for ever at a cluster's first start.
 *
 * @param clusterId Kafka's cluster id
 * @param namespacePartitions P, the partitions of commands
 */
public record Genesis(String clusterId, int namespacePartitions) {

    /** P unless the first start says otherwise; the same everywhere, so that a laptop's data can move to a cluster. */
    public static final int DEFAULT_PARTITIONS = 16;

    /**
     * What this file says, or what is given when there is none yet; then it is written.
     *
     * @throws IOException with a message for the user when the file belongs to another cluster
     */
    public static Genesis keptIn(Path file, Genesis first) throws IOException {
        if (!Files.exists(file)) {
            ObjectNode tree = Json.object()
                    .put("clusterId", first.clusterId)
                    .put("namespacePartitions", first.namespacePartitions);
            Files.write(file, Json.bytes(tree));
            return first;
        }
        Genesis kept;
        try {
            ObjectNode tree = Json.parse(Files.readAllBytes(file));
            kept = new Genesis(Json.textAt(tree, "clusterId"), (int) Json.longAt(tree, 0, "namespacePartitions"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        if (!kept.clusterId.equals(first.clusterId)) {
            throw new IOException(file + " belongs to cluster " + kept.clusterId
                    + ", but the Kafka log beside it is of cluster " + first.clusterId
                    + ": the two directories were mixed; put the right ones together, or reset");
        }
        return kept;
    }
}
