package io.shiplog.schemas.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a key belongs to: Kafka's own default rule (murmur2 of the key bytes), so that any producer agrees.
 */
public final class Partitioning {

    private Partitioning() {}

    /** Partition of a text key among count partitions. The empty key (cluster-scoped objects) has one as well. */
    public static int of(String key, int count) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % count;
    }
}
