package io.shiplog.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

class PartitioningProperties {

    @Property
    void agreesWithKafkasDefaultPartitioner(@ForAll String key, @ForAll @IntRange(min = 1, max = 256) int count) {
        assertThat(Partitioning.of(key, count))
                .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), count));
    }

    @Example
    void theEmptyKeyOfClusterScopedObjectsHasAPartitionAsWell() {
        assertThat(Partitioning.of("", 16)).isBetween(0, 15).isEqualTo(Partitioning.of("", 16));
    }
}
