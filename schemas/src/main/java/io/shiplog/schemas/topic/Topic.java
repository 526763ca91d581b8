package io.shiplog.schemas.topic;

import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of topics.
 *
 * @param name topic name
 * @param partitions how the number of partitions is chosen
 * @param cleanup cleanup.policy
 * @param retentionMillis retention.ms, or -1 to leave it to compaction
 * @param logAppendTime true when the broker's append time is the record's time
 * @param key what the key is, for people
 * @param records the record types of its values, in a union under subject name-value; empty for plain text
 */
public record Topic(
        String name,
        Partitions partitions,
        Cleanup cleanup,
        long retentionMillis,
        boolean logAppendTime,
        String key,
        List<Schema> records) {

    /** How many partitions: exactly one, a few (4), one per node shard (8), or P (one per namespace partition). */
    public enum Partitions {
        ONE,
        FEW,
        NODES,
        NAMESPACES
    }

    /** cleanup.policy. */
    public enum Cleanup {
        DELETE("delete"),
        COMPACT("compact"),
        COMPACT_DELETE("compact,delete");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }

        /** The value of the Kafka setting. */
        public String policy() {
            return policy;
        }
    }

    /** Subject of its values in the schema registry (TopicNameStrategy). */
    public String subject() {
        return name + "-value";
    }

    /** Schema of its values: the one record, or the union of all; null for plain text. */
    public @Nullable Schema valueSchema() {
        if (records.isEmpty()) {
            return null;
        }
        return records.size() == 1 ? records.get(0) : Schema.createUnion(records);
    }

    /** Number of partitions where a cluster has p namespace partitions. */
    public int partitionCount(int p) {
        return switch (partitions) {
            case ONE -> 1;
            case FEW -> 4;
            case NODES -> 8;
            case NAMESPACES -> p;
        };
    }
}
