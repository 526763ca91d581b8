package io.shiplog.standalone.broker;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics of {@link Topics} and tells what a cluster is made of. */
public final class TopicSetup {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long VISIBLE_PAUSE_MILLIS = 10;
    private static final long MIB = 1024 * 1024;
    private static final int HOUR_MILLIS = 3_600_000;

    /** Bounds by size for what containers write; everything else is bounded by time or by compaction. */
    private static final Map<String, Long> RETENTION_BYTES =
            Map.of(Topics.LOGS.name(), 256 * MIB, Topics.METRICS.name(), 128 * MIB);

    private TopicSetup() {}

    /**
     * Makes the topics that are missing; those that exist stay as they are.
     *
     * @param p the partitions of commands where it has to be made
     * @return cluster id and the real P
     * @throws IllegalStateException with a message for the user when the broker does not answer, or the topics of this
     *     cluster do not belong together
     */
    public static Genesis create(String bootstrapServers, int p) {
        try (Admin admin = admin(bootstrapServers)) {
            Set<String> there = get(admin.listTopics().names(), bootstrapServers);
            int real = there.contains(Topics.COMMANDS.name()) ? partitions(admin, bootstrapServers) : p;
            List<NewTopic> missing = new ArrayList<>();
            for (Topic topic : Topics.all()) {
                if (!there.contains(topic.name())) {
                    missing.add(row(topic, real));
                }
            }
            for (var made : admin.createTopics(missing).values().values()) {
                try {
                    get(made, bootstrapServers);
                } catch (TopicExistsException e) {
                    // Another process of this cluster made it at the same moment.
                }
            }
            verify(admin, real, bootstrapServers);
            return new Genesis(get(admin.describeCluster().clusterId(), bootstrapServers), real);
        }
    }

    /** Cluster id and P of a cluster whose topics exist. Throws IllegalStateException with a message for the user. */
    public static Genesis read(String bootstrapServers) {
        try (Admin admin = admin(bootstrapServers)) {
            return new Genesis(
                    get(admin.describeCluster().clusterId(), bootstrapServers), partitions(admin, bootstrapServers));
        } catch (UnknownTopicOrPartitionException e) {
            throw new IllegalStateException(
                    "the broker at " + bootstrapServers
                            + " has no topics of Shiplog yet: start the role `registry` or `reconciler` first",
                    e);
        }
    }

    private static void verify(Admin admin, int p, String bootstrapServers) {
        Map<String, TopicDescription> found = visible(admin, bootstrapServers);
        for (Topic topic : Topics.all()) {
            TopicDescription description = found.get(topic.name());
            int count = description == null ? 0 : description.partitions().size();
            if (count != topic.partitionCount(p)) {
                throw new IllegalStateException(
                        "topic " + topic.name() + " has " + count + " partitions, but with P = " + p
                                + " it must have " + topic.partitionCount(p)
                                + ": it was made or changed by somebody else; restore it, or start with an"
                                + " empty data directory");
            }
        }
    }

    /** All topics; one that was made just now is seen by every client only a moment later. */
    private static Map<String, TopicDescription> visible(Admin admin, String bootstrapServers) {
        List<String> names = Topics.all().stream().map(Topic::name).toList();
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return get(admin.describeTopics(names).allTopicNames(), bootstrapServers);
            } catch (UnknownTopicOrPartitionException e) {
                if (System.nanoTime() > giveUp) {
                    throw unreachable(bootstrapServers, e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(VISIBLE_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static int partitions(Admin admin, String bootstrapServers) {
        List<String> names = List.of(Topics.COMMANDS.name());
        return get(admin.describeTopics(names).allTopicNames(), bootstrapServers).values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    private static NewTopic row(Topic topic, int p) {
        Map<String, String> c = new HashMap<>();
        c.put("cleanup.policy", topic.cleanup().policy());
        c.put("max.message.bytes", String.valueOf(Topics.MAX_RECORD_BYTES));
        c.put("message.timestamp.type", topic.logAppendTime() ? "LogAppendTime" : "CreateTime");
        if (topic.retentionMillis() > 0) {
            c.put("retention.ms", String.valueOf(topic.retentionMillis()));
            // What is old leaves by whole segments, so a segment must close well before its records are due.
            c.put(
                    "segment.ms",
                    String.valueOf(Math.max(60_000, Math.min(topic.retentionMillis() / 4, 24L * HOUR_MILLIS))));
        } else {
            c.put("segment.ms", String.valueOf(24 * HOUR_MILLIS));
        }
        Long bytes = RETENTION_BYTES.get(topic.name());
        c.put("segment.bytes", String.valueOf(bytes == null ? 64 * MIB : bytes / 4));
        if (bytes != null) {
            c.put("retention.bytes", String.valueOf(bytes));
        }
        if (topic.name().equals(Topics.RESOURCES.name())) {
            // The time-travel window: within it every version of everything stays readable.
            c.put("min.compaction.lag.ms", String.valueOf(Topics.WINDOW_MILLIS));
            c.put("delete.retention.ms", String.valueOf(Topics.WINDOW_MILLIS));
        }
        return new NewTopic(topic.name(), Optional.of(topic.partitionCount(p)), Optional.empty()).configs(c);
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(KafkaSettings.admin(bootstrapServers, "shiplog-topics"));
    }

    private static <T> T get(KafkaFuture<T> future, String bootstrapServers) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException
                    || e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw (RuntimeException) e.getCause();
            }
            throw unreachable(bootstrapServers, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(bootstrapServers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static IllegalStateException unreachable(String bootstrapServers, Throwable cause) {
        return new IllegalStateException(
                "no Kafka broker answers at " + bootstrapServers + " ("
                        + (cause.getMessage() == null ? cause : cause.getMessage())
                        + "): start it, or correct --bootstrap-servers",
                cause);
    }
}
