package io.shiplog.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class TopicsTest {

    private static final int P = 16;

    /**
     * name, partitions for P = 16, cleanup.policy, retention.ms: changing a line here means migrating running
     * clusters.
     */
    private static final List<String> TABLE = List.of(
            "manifests 4 delete 604800000",
            "commands 16 delete 604800000",
            "replies 4 delete 600000",
            "rejections 1 delete 2592000000",
            "quarantine 1 delete 7776000000",
            "resources 1 compact -1",
            "node-heartbeats 1 compact,delete 86400000",
            "pod-status 16 delete 604800000",
            "node-commands 8 compact -1",
            "events 1 compact,delete 172800000",
            "input-order 16 delete 604800000",
            "logs 4 delete 86400000",
            "metrics 4 delete 86400000",
            "metrics-rollups 16 compact,delete 172800000");

    @Test
    void theTableIsAsReleased() {
        assertThat(Topics.all().stream().map(TopicsTest::line)).containsExactlyElementsOf(TABLE);
    }

    private static String line(Topic topic) {
        return topic.name() + " " + topic.partitionCount(P) + " "
                + topic.cleanup().policy() + " " + topic.retentionMillis();
    }

    @Test
    void namesAreUniqueAndLegal() {
        assertThat(Topics.all().stream().map(Topic::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z][a-z-]*[a-z]"));
    }

    @Test
    void subjectsAreTheTopicNameAndValue() {
        assertThat(Topics.RESOURCES.subject()).isEqualTo("resources-value");
        assertThat(Topics.all()).allMatch(topic -> topic.subject().equals(topic.name() + "-value"));
    }

    @Test
    void severalRecordTypesAreOneUnionAndOneIsItself() {
        assertThat(Objects.requireNonNull(Topics.COMMANDS.valueSchema()).getType())
                .isEqualTo(Schema.Type.UNION);
        assertThat(Objects.requireNonNull(Topics.COMMANDS.valueSchema()).getTypes())
                .hasSameSizeAs(Topics.COMMANDS.records());
        assertThat(Objects.requireNonNull(Topics.REPLIES.valueSchema()).getName())
                .isEqualTo("Reply");
        assertThat(Topics.MANIFESTS.valueSchema()).isNull();
    }

    @Test
    void resourcesHasOnePartitionWhateverTheClusterSize() {
        assertThat(Topics.RESOURCES.partitionCount(64)).isOne();
        assertThat(Topics.COMMANDS.partitionCount(64)).isEqualTo(64);
        assertThat(Topics.POD_STATUS.partitionCount(64)).isEqualTo(64);
    }

    @Test
    void everyTopicIsStampedByTheBroker() {
        assertThat(Topics.all()).allMatch(Topic::logAppendTime);
    }
}
