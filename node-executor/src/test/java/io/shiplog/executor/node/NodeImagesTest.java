package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.runtime.ImageStore.Image;
import io.shiplog.schemas.record.ImageReport;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.record.NodeHeartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeImagesTest {

    private static final Image NGINX = new Image("sha256:1", List.of("nginx:1.25"), 200, false);
    private static final Image BUSYBOX = new Image("sha256:2", List.of("busybox:1"), 5, true);

    private final Rig rig = Rig.ready();

    /** What the heartbeats of now say of n1's images; null when they say nothing. */
    private @Nullable List<ImageReport> said() {
        for (NodeHeartbeat beat : rig.beats()) {
            NodeDetails details = beat.getDetails();
            if (beat.getName().equals("n1") && details != null && details.getImages() != null) {
                return details.getImages();
            }
        }
        return null;
    }

    @Test
    void saysTheLargestFirstAndOnlyOnceWhileTheyAreTheSame() {
        assertThat(said()).isNull();
        rig.core.images(List.of(BUSYBOX, NGINX));
        assertThat(said())
                .containsExactly(
                        new ImageReport(List.of("nginx:1.25"), 200L), new ImageReport(List.of("busybox:1"), 5L));
        for (int i = 0; i < 200; i++) {
            rig.now += 1_000;
            rig.core.images(List.of(NGINX, BUSYBOX));
            assertThat(rig.beats()).allMatch(beat -> beat.getEpoch() == 0 || beat.getDetails() == null);
        }
    }

    @Test
    void saysChangesOnceAMinuteAtMost() {
        rig.core.images(List.of(NGINX));
        assertThat(said()).hasSize(1);
        int reports = 0;
        for (int i = 0; i < 180; i++) {
            rig.now += 1_000;
            rig.core.images(List.of(NGINX, new Image("sha256:3", List.of("app:v" + i), i, false)));
            reports += said() == null ? 0 : 1;
        }
        assertThat(reports).isEqualTo(3);
    }

    @Test
    void saysThemAnewWhenItHasAnotherEpochAndWhenRecordsWereLost() {
        rig.core.images(List.of(NGINX));
        assertThat(said()).hasSize(1);
        rig.register("n1", 9);
        assertThat(said()).hasSize(1);
        rig.core.reportAll();
        assertThat(said()).hasSize(1);
        assertThat(said()).isNull();
    }

    @Test
    void aNodeThatAsksForItsEpochDoesNotSayThem() {
        Rig fresh = Rig.unregistered();
        fresh.core.images(List.of(NGINX));
        assertThat(fresh.beats())
                .hasSize(2)
                .allSatisfy(beat -> assertThat(beat.getDetails())
                        .isNotNull()
                        .extracting(NodeDetails::getImages)
                        .isNull());
    }

    @Test
    void fiftyImagesWithFiveNamesEachAreTheMostAndNoneWithoutAName() {
        List<Image> many = new ArrayList<>();
        many.add(new Image("sha256:none", List.of(), 1_000_000, false));
        List<String> names = IntStream.range(0, 9).mapToObj(i -> "app:v" + i).toList();
        IntStream.range(0, 200).forEach(i -> many.add(new Image("sha256:" + i, names, i, false)));
        rig.core.images(many);
        List<ImageReport> said = said();
        assertThat(said).hasSize(NodeImages.IMAGES_MAX);
        assertThat(said).first().satisfies(image -> {
            assertThat(image.getSizeBytes()).isEqualTo(199);
            assertThat(image.getNames()).hasSize(NodeImages.NAMES_MAX).startsWith("app:v0");
        });
    }

    @Test
    void ofManyNodesSomeWaitForTheNextHeartbeat() {
        String[] names = IntStream.range(0, Heartbeats.TELLING_IMAGES_MAX + 1)
                .mapToObj(i -> "n" + i)
                .toArray(String[]::new);
        Rig crowd = Rig.of(names);
        for (String name : names) {
            crowd.register(name, 1);
        }
        crowd.core.images(List.of(NGINX));
        assertThat(crowd.beats()).filteredOn(beat -> beat.getDetails() != null).hasSize(Heartbeats.TELLING_IMAGES_MAX);
        assertThat(crowd.beats()).filteredOn(beat -> beat.getDetails() != null).hasSize(1);
        assertThat(crowd.beats()).allMatch(beat -> beat.getDetails() == null);
    }
}
