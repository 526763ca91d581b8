package io.shiplog.logs.window;

import static io.shiplog.logs.window.Batches.container;
import static io.shiplog.logs.window.Batches.node;
import static io.shiplog.logs.window.Batches.of;
import static io.shiplog.logs.window.Batches.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.logs.export.Exposition;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.MetricSample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveUseTest {

    private static final long MIB = 1024 * 1024;

    private final LiveUse live = new LiveUse(100);

    private List<String> names(long nowSecond) {
        return live.pods(nowSecond * 1000).stream()
                .map(subject -> subject.id().pod())
                .toList();
    }

    @Test
    void tellsCpuOverTheLastWindowAndTheLatestMemory() {
        for (int second = 0; second <= 30; second += 5) {
            live.add(
                    of("n1", pod("web-1", second, second * 0.25, second * MIB), node(second, second, 512 * MIB)),
                    1000L * second);
        }
        ObjectNode pods = MetricsDocuments.pods(live.pods(30_000), "default", "");
        assertThat(Json.text(pods))
                .isEqualTo("{\"kind\":\"PodMetricsList\",\"apiVersion\":\"metrics.k8s.io/v1beta1\",\"metadata\":{},"
                        + "\"items\":[{\"kind\":\"PodMetrics\",\"apiVersion\":\"metrics.k8s.io/v1beta1\","
                        + "\"metadata\":{\"name\":\"web-1\",\"namespace\":\"default\"},"
                        + "\"timestamp\":\"1970-01-01T00:00:30Z\",\"window\":\"20s\",\"containers\":["
                        + "{\"name\":\"main\",\"usage\":{\"cpu\":\"250m\",\"memory\":\"30720Ki\"}}]}]}");
        ObjectNode nodes = MetricsDocuments.nodes(live.nodes(30_000), "");
        assertThat(nodes.at("/items/0/metadata/name").asText()).isEqualTo("n1");
        assertThat(nodes.at("/items/0/usage").toString()).isEqualTo("{\"cpu\":\"1\",\"memory\":\"524288Ki\"}");
        assertThat(MetricsDocuments.pods(live.pods(30_000), "other", "").get("items"))
                .isEmpty();
        assertThat(MetricsDocuments.pods(live.pods(30_000), "", "web-2").get("items"))
                .isEmpty();
    }

    @Test
    void aPodThatWasSampledOnceHasNoRateYet() {
        live.add(of("n1", pod("web-1", 0, 0, 1)), 0);
        assertThat(MetricsDocuments.pods(live.pods(0), "", "").get("items")).isEmpty();
    }

    @Test
    void aPodThatIsGoneForAMinuteDisappears() {
        live.add(of("n1", pod("web-1", 0, 0, 1)), 0);
        live.add(of("n1", pod("web-2", 50, 0, 1)), 50_000);
        assertThat(names(60)).containsExactly("web-1", "web-2");
        assertThat(names(61)).containsExactly("web-2");
        live.add(of("n1", pod("web-2", 65, 0, 1)), 65_000);
        assertThat(live.size()).isOne();
    }

    @Test
    void aContainerThatStoppedIsLeftOutThoughItsPodLives() {
        live.add(of("n1", container("web-1", "a", 0, 0, 1), container("web-1", "b", 0, 0, 1)), 0);
        live.add(of("n1", container("web-1", "a", 16, 0, 1)), 16_000);
        assertThat(LiveUse.running(live.pods(16_000).get(0))).containsOnlyKeys("a");
    }

    @Test
    void ofTwoPodsWithOneNameTheNewerOneCounts() {
        MetricSample old = pod("db-0", 10, 1, 1);
        MetricSample anew = pod("db-0", 20, 1, 1);
        anew.setUid("uid-2");
        live.add(of("n1", old), 10_000);
        live.add(of("n2", anew), 20_000);
        assertThat(live.pods(20_000)).hasSize(1);
        assertThat(live.pods(20_000).get(0).id().uid()).isEqualTo("uid-2");
    }

    @Test
    void holdsNoMoreThanItMay() {
        LiveUse small = new LiveUse(2);
        small.add(of("n1", pod("a", 0, 0, 1), pod("b", 0, 0, 1), pod("c", 0, 0, 1)), 0);
        assertThat(small.pods(0).stream().map(subject -> subject.id().pod())).containsExactly("b", "c");
    }

    @Test
    void durationsAreWrittenAsGoDoes() {
        assertThat(MetricsDocuments.duration(15_000)).isEqualTo("15s");
        assertThat(MetricsDocuments.duration(15_020)).isEqualTo("15.02s");
        assertThat(MetricsDocuments.duration(500)).isEqualTo("0.5s");
        assertThat(MetricsDocuments.duration(20_001)).isEqualTo("20.001s");
    }

    @Test
    void prometheusReadsWhatIsLive() {
        MetricSample exposed = pod("web-1", 5, 0, 0);
        exposed.setValues(Map.of("hits_total{code=\"200\",pod=\"x\"}", 7.0, "temperature", 36.6));
        live.add(of("n1", pod("web-1", 5, 1.5, 2 * MIB), exposed, node(5, 10, 3 * MIB)), 5000);
        String own = "namespace=\"default\",pod=\"web-1\",container=\"main\",node=\"n1\"} ";
        assertThat(Exposition.text(live.pods(5000), live.nodes(5000)))
                .isEqualTo("# HELP container_cpu_usage_seconds_total Processor time used.\n"
                        + "# TYPE container_cpu_usage_seconds_total counter\n"
                        + "container_cpu_usage_seconds_total{" + own + "1.5\n"
                        + "# HELP container_memory_working_set_bytes Memory that cannot be had back.\n"
                        + "# TYPE container_memory_working_set_bytes gauge\n"
                        + "container_memory_working_set_bytes{" + own + "2097152\n"
                        + "hits_total{code=\"200\",exported_pod=\"x\"," + own + "7\n"
                        + "# HELP node_cpu_usage_seconds_total Processor time used.\n"
                        + "# TYPE node_cpu_usage_seconds_total counter\n"
                        + "node_cpu_usage_seconds_total{node=\"n1\"} 10\n"
                        + "# HELP node_memory_working_set_bytes Memory that cannot be had back.\n"
                        + "# TYPE node_memory_working_set_bytes gauge\n"
                        + "node_memory_working_set_bytes{node=\"n1\"} 3145728\n"
                        + "temperature{" + own + "36.6\n");
    }
}
