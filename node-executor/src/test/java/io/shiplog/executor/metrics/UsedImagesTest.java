package io.shiplog.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.node.pressure.PodUse;
import io.shiplog.executor.node.pressure.Signals;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.executor.runtime.UsageSource.Usage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsedImagesTest {

    private static final NodeFigures.Disk FULL = new NodeFigures.Disk(1000, 60, 50);
    private static final NodeFigures.Disk ROOMY = new NodeFigures.Disk(1000, 600, 500);

    private static final List<ImageStore.Image> IMAGES = List.of(
            new ImageStore.Image("sha256:1", List.of("nginx:1.25"), 100, false),
            new ImageStore.Image("sha256:2", List.of("nginx:latest", "web:v2"), 100, false),
            new ImageStore.Image("sha256:3", List.of("busybox:1"), 100, true),
            new ImageStore.Image("sha256:4", List.of("somebody/elses:1"), 100, false));

    private final UsedImages used = new UsedImages();

    @Test
    void removesOnlyWhatPodsHereHaveNamedTheLongestUnusedFirst() {
        used.used(Set.of("docker.io/library/nginx"), 1_000);
        used.used(Set.of("nginx:1.25", "busybox:1"), 2_000);
        assertThat(used.toRemove(IMAGES, FULL)).containsExactly("sha256:2", "sha256:1");
        assertThat(used.toRemove(IMAGES, ROOMY)).isEmpty();
        assertThat(UsedImages.nearlyFull(FULL)).isTrue();
        assertThat(UsedImages.nearlyFull(ROOMY)).isFalse();
    }

    @Test
    void remembersAcrossARestart() {
        used.used(Set.of("nginx:1.25"), 1_000);
        UsedImages next = new UsedImages();
        next.restore(used.text() + "damaged\n");
        assertThat(next.toRemove(IMAGES, FULL)).containsExactly("sha256:1");
        assertThat(next.text()).isEqualTo("1000 docker.io/library/nginx:1.25\n");
    }

    @Test
    void pressureIsToldWhatIsLeftAndWhatEveryPodUses() {
        NodeFigures figures = new NodeFigures(1, 1000, 400, FULL, 0, 0);
        assertThat(Pressure.signals(figures, null)).isEqualTo(new Signals(400, 50, 1000, 0, 0));
        assertThat(Pressure.signals(figures, ROOMY)).isEqualTo(new Signals(400, 50, 1000, 500, 1000));
        PodRef pod = new PodRef("n1", "default", "web", "u1");
        PodRef other = new PodRef("n2", "default", "db", "u2");
        List<Usage> usages = List.of(
                new Usage(pod, "a", 0, 0, 1, 10, -1, 0, 0),
                new Usage(pod, "b", 0, 0, 1, 20, 7, 0, 0),
                new Usage(other, "c", 0, 0, 1, 99, 99, 0, 0));
        Map<String, Map<String, Long>> volumes = Map.of("u1", Map.of("cache", 100L), "u9", Map.of("cache", 1L));
        assertThat(Pressure.measured(usages, volumes, "n1"))
                .containsExactly(new PodUse.Measured("u1", 30, 107, Map.of("a", 0L, "b", 7L), Map.of("cache", 100L)));
    }
}
