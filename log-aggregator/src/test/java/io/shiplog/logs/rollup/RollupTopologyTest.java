package io.shiplog.logs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.logs.window.Batches;
import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.FixedSchemaIds;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.record.MetricAggregate;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.record.MetricSample;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.schemas.value.MetricNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupTopologyTest {

    @TempDir
    private Path dir;

    private final RecordCodec codec = new AvroRecordCodec(new FixedSchemaIds(), null);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> samples;
    private TestOutputTopic<byte[], byte[]> rows;

    @BeforeEach
    void start() {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        p.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
        driver = new TopologyTestDriver(
                RollupTopology.build(codec, new RollupMeters(meters), RollupConfig.standard(1000)),
                p,
                Instant.ofEpochMilli(0));
        ByteArraySerializer in = new ByteArraySerializer();
        ByteArrayDeserializer out = new ByteArrayDeserializer();
        samples = driver.createInputTopic(Topics.METRICS.name(), in, in);
        rows = driver.createOutputTopic(Topics.METRICS_ROLLUPS.name(), out, out);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void send(String node, long second, MetricSample... all) {
        MetricBatch batch = Batches.of(node, all);
        samples.pipeInput(node.getBytes(StandardCharsets.UTF_8), codec.encode(Topics.METRICS, batch), second * 1000);
    }

    private void seconds(long count) {
        driver.advanceWallClockTime(Duration.ofSeconds(count));
    }

    /** Golden rows: key, then who, window, revision, pods, and each value as average/maximum/count. */
    private List<String> rows() {
        List<String> out = new ArrayList<>();
        rows.readKeyValuesToList().forEach(row -> {
            MetricRollup value = (MetricRollup) codec.decode(Topics.METRICS_ROLLUPS, row.value);
            StringBuilder text = new StringBuilder(new String(row.key, StandardCharsets.UTF_8));
            text.append(" #").append(value.getRevision()).append(" pods=").append(value.getPods());
            new TreeMap<>(value.getValues())
                    .forEach((name, each) ->
                            text.append(' ').append(name).append('=').append(text(each)));
            out.add(text.toString());
        });
        return out;
    }

    private static String text(MetricAggregate value) {
        return String.format(Locale.ROOT, "%.3f/%.3f/%d", value.getAverage(), value.getMaximum(), value.getCount());
    }

    @Test
    void makesRowsOfPodsNodesAndWorkloadsOverAllNodes() {
        for (int second = 0; second <= 60; second += 20) {
            send("n1", second, Batches.pod("web-1", second, second * 0.5, 100), Batches.node(second, second, 1000));
            send("n2", second, Batches.pod("web-2", second, second * 0.25, 300));
            seconds(20);
        }
        seconds(10);
        seconds(10);
        assertThat(rows())
                .containsExactly(
                        "/Node/n1/0 #1 pods=0 cpu.seconds=1.000/1.000/3 memory.workingSetBytes=1000.000/1000.000/3",
                        "default/Pod/web-1/0 #1 pods=1 cpu.seconds=0.500/0.500/3"
                                + " memory.workingSetBytes=100.000/100.000/3",
                        "default/Pod/web-2/0 #1 pods=1 cpu.seconds=0.250/0.250/3"
                                + " memory.workingSetBytes=300.000/300.000/3",
                        "default/Deployment/web/0 #1 pods=2 cpu.seconds=0.375/0.500/6"
                                + " memory.workingSetBytes=200.000/300.000/6");
        assertThat(count("taken")).isEqualTo(12);
    }

    @Test
    void countsWhatIsLateOutOfOrderAndDoubled() {
        send("n1", 0, Batches.pod("web-1", 0, 0, 100));
        send("n1", 50, Batches.pod("web-1", 50, 50, 100), Batches.pod("web-1", 40, 40, 100));
        send("n1", 50, Batches.pod("web-1", 50, 50, 100));
        send("n1", 95, Batches.pod("web-1", 95, 95, 100));
        seconds(95);
        send("n1", 96, Batches.pod("web-1", 30, 30, 100));
        send("n1", 97, Batches.pod("web-1", 5_000, 30, 100));
        assertThat(List.of(count("taken"), count("out_of_order"), count("duplicate"), count("late"), count("future")))
                .containsExactly(4.0, 1.0, 1.0, 1.0, 1.0);
        samples.pipeInput(new byte[0], new byte[] {1, 2, 3}, 98_000);
        assertThat(meters.counter("shiplog.metrics.undecodable").count()).isEqualTo(1);
    }

    private double count(String outcome) {
        return meters.counter("shiplog.metrics.windowed", "outcome", outcome).count();
    }

    @Test
    void keepsTheRecordsThatItNeedsToBeginAnewAndNoMore() {
        for (int second = 0; second <= 600; second += 20) {
            send("n1", second, Batches.pod("web-1", second, second, 100));
            seconds(20);
        }
        int kept = 0;
        try (var all = driver.getKeyValueStore(RollupTopology.SAMPLES_STORE).all()) {
            while (all.hasNext()) {
                all.next();
                kept++;
            }
        }
        assertThat(kept).isBetween(7, 9);
        List<String> published = rows();
        assertThat(published)
                .contains("default/Pod/web-1/540000 #1 pods=1"
                        + " cpu.seconds=1.000/1.000/3 memory.workingSetBytes=100.000/100.000/3");
        assertThat(published).allMatch(row -> row.contains(" #1 "));
    }

    @Test
    void theTopologyIsAsDrawn() {
        String drawn = RollupTopology.build(codec, new RollupMeters(meters), RollupConfig.standard(1))
                .describe()
                .toString();
        assertThat(drawn).isEqualTo("""
            Topologies:
               Sub-topology: 0
                Source: samples (topics: [metrics])
                  --> sample-windows
                Processor: sample-windows (stores: [recent-samples])
                  --> pod-and-node-rows
                  <-- samples
                Sink: pod-and-node-rows (topic: metrics-rollups)
                  <-- sample-windows

              Sub-topology: 1
                Source: rows (topics: [metrics-rollups])
                  --> workload-windows
                Processor: workload-windows (stores: [recent-rows])
                  --> workload-rows
                  <-- rows
                Sink: workload-rows (topic: metrics-rollups)
                  <-- workload-windows

            """);
    }

    @Test
    void aRowIsNamedByItsSubjectAndWindow() {
        MetricRollup row = new MetricRollup(
                "Pod",
                "default",
                "web-1",
                "u",
                "",
                60_000L,
                60_000L,
                1,
                1,
                Map.of(MetricNames.CPU_SECONDS, new MetricAggregate(1.0, 1.0, 1)));
        assertThat(new String(RollupTopology.key(row), StandardCharsets.UTF_8)).isEqualTo("default/Pod/web-1/60000");
    }
}
