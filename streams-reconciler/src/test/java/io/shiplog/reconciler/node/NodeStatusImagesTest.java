package io.shiplog.reconciler.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.testing.Details;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ImageReport;
import io.shiplog.schemas.record.NodeDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeStatusImagesTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final ObjectNode node = NodeStatus.fresh("n1", details(null));

    private static NodeDetails details(@Nullable List<ImageReport> images) {
        return Details.ofANode().setImages(images).build();
    }

    private String images(@Nullable List<ImageReport> said) {
        NodeStatus.details(node, details(said), NOW);
        return Json.ensure(node, "status").path("images").toString();
    }

    @Test
    void takesThemInTheirOrderAndKeepsThemWhileNothingIsSaid() {
        List<ImageReport> two = List.of(
                new ImageReport(List.of("nginx:1.25", "nginx:latest"), 200L),
                new ImageReport(List.of("busybox:1"), 5L));
        String expected = "[{\"names\":[\"nginx:1.25\",\"nginx:latest\"],\"sizeBytes\":200},"
                + "{\"names\":[\"busybox:1\"],\"sizeBytes\":5}]";
        assertThat(images(two)).isEqualTo(expected);
        assertThat(images(null)).isEqualTo(expected);
    }

    @Test
    void aNodeThatHasNoneAnyMoreHasNoSuchField() {
        images(List.of(new ImageReport(List.of("busybox:1"), 5L)));
        images(List.of());
        assertThat(Json.ensure(node, "status").has("images")).isFalse();
    }
}
