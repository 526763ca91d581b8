package io.shiplog.standalone.broker;

import io.shiplog.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.Properties;

/** Settings of a broker that is alone in its cluster: each differs from Kafka's default for the reason beside it. */
final class BrokerSettings {

    static final int NODE_ID = 1;

    private BrokerSettings() {}

    static Properties of(BrokerConfig config, BrokerPorts ports, Path logs) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", String.valueOf(NODE_ID));
        // A static quorum: its port is a setting of each start and not a fact on disk, so a taken port can be left.
        p.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller());
        p.put(
                "listeners",
                "CLIENT://" + config.bind() + ":" + ports.client() + ",CONTROLLER://127.0.0.1:" + ports.controller());
        p.put("advertised.listeners", "CLIENT://" + config.advertised() + ":" + ports.client());
        p.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "CLIENT");
        p.put("log.dirs", logs.toString());
        p.put("auto.create.topics.enable", "false");
        alone(p);
        failover(p);
        sizes(p);
        return p;
    }

    /** Replication of one; few internal partitions: the first group read comes sooner and there are fewer files. */
    private static void alone(Properties p) {
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "4");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("share.coordinator.state.topic.num.partitions", "1");
        // Nobody else may join at the same moment, so waiting 3 s for others gains nothing.
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("group.streams.initial.rebalance.delay.ms", "0");
        // Two cores serve everything; Kafka's own numbers are for a machine of its own.
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("background.threads", "4");
        p.put("log.cleaner.threads", "1");
    }

    private static void failover(Properties p) {
        // Nobody could take over from a broker that is alone, so a long pause of the JVM must not fence it; after a
        // kill KraftNode does not wait for this session to end.
        p.put("broker.session.timeout.ms", "60000");
        // The first heartbeats unfence the broker: 2 s apart by default, which is waited for at every start.
        p.put("broker.heartbeat.interval.ms", "300");
        // A hung transaction holds up every reader; it is looked for every 10 s by default.
        p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        // Transactions back to back meet the previous one completing; 20 ms by default, p95 2 to 3 times better so.
        p.put("add.partitions.to.txn.retry.backoff.ms", "1");
        p.put("group.min.session.timeout.ms", "1000");
        p.put("group.streams.heartbeat.interval.ms", "1000");
        p.put("group.streams.session.timeout.ms", "3000");
        p.put("group.streams.min.session.timeout.ms", "1000");
        p.put("group.streams.min.heartbeat.interval.ms", "500");
        // Killed processes lose nothing; a power cut loses at most about this much of what was acknowledged.
        p.put("log.flush.interval.ms", "1000");
        p.put("log.flush.scheduler.interval.ms", "1000");
    }

    private static void sizes(Properties p) {
        // Streams commits 100 times a second, and compaction leaves a segment alone until it is full; the group
        // coordinator reads the whole log at start, 30 MB in up to 10 s on a busy machine, 1 MiB in a moment.
        p.put("offsets.topic.segment.bytes", String.valueOf(1024 * 1024));
        p.put("message.max.bytes", String.valueOf(Topics.MAX_RECORD_BYTES));
        p.put("replica.fetch.max.bytes", String.valueOf(Topics.MAX_RECORD_BYTES));
        // 128 MiB of heap by default; 16 MiB hold 700,000 keys in one pass.
        p.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 * 1024 * 1024));
        // Streams' changelogs take these; with 1 GiB segments a restart would read very old versions of everything.
        p.put("log.segment.bytes", String.valueOf(64 * 1024 * 1024));
        p.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
    }
}
