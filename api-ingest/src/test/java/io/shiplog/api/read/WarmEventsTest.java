package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import org.junit.jupiter.api.Test;

class WarmEventsTest {

    private final WarmEvents warm = new WarmEvents();

    private static WatchEvent event(int offset, int length) {
        KubeObject object = KubeObject.of(
                Json.parse(
                        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\""
                                + "x".repeat(length) + "\"}}"),
                offset);
        return new WatchEvent(null, new Stored(object, offset), false, new Frames(1));
    }

    @Test
    void whileThePastIsReadLargeObjectsAreBoundedByTheirBytes() {
        WatchEvent large = event(1, 1 << 20);
        long held = 0;
        for (int i = 0; i < 200; i++) {
            warm.add(large);
            held++;
            while (warm.poll() != null) {
                held--;
            }
            assertThat(held * large.bytes()).isLessThanOrEqualTo(WarmEvents.BYTES_MAX);
        }
        assertThat(held).isGreaterThan(50);
    }

    @Test
    void afterwardsFewAreWarm() {
        for (int i = 0; i < 1_000; i++) {
            warm.add(event(i, 1));
            assertThat(warm.poll()).isNull();
        }
        warm.settle();
        WatchEvent first = warm.poll();
        assertThat(first).isNotNull();
        assertThat(first.offset()).isZero();
        int cooled = 1;
        while (warm.poll() != null) {
            cooled++;
        }
        assertThat(cooled).isEqualTo(1_000 - 256);
    }
}
