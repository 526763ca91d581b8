package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What watches share of events, and how much of it is kept. */
class FramesTest {

    private static final int BYTES = 100;

    private final AtomicInteger made = new AtomicInteger();
    private final Supplier<byte[]> make = () -> {
        made.incrementAndGet();
        return new byte[BYTES];
    };

    private static WatchEvent event(Frames frames) {
        KubeObject object = KubeObject.of(
                Json.parse("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}"), 1);
        return new WatchEvent(null, new Stored(object, 7), false, frames);
    }

    @Test
    void aFrameIsMadeOnceForAllWhoWatchInOneForm() {
        WatchEvent event = event(new Frames(1_000));
        byte[] first = event.frame("json", make);
        assertThat(event.frame("table", make)).isNotSameAs(first);
        assertThat(event.frame("json", make)).isSameAs(first);
        assertThat(made).hasValue(2);
    }

    @Test
    void framesThatDoNotFitAreForgottenOldestFirst() {
        Frames frames = new Frames(2 * BYTES);
        WatchEvent oldest = event(frames);
        WatchEvent older = event(frames);
        WatchEvent newest = event(frames);
        oldest.frame("json", make);
        byte[] kept = older.frame("json", make);
        newest.frame("json", make);
        assertThat(older.frame("json", make)).isSameAs(kept);
        assertThat(made).hasValue(3);
        oldest.frame("json", make);
        assertThat(made).hasValue(4);
    }

    @Test
    void anEventThatNobodyWatchesKeepsNothing() {
        WatchEvent event = event(Frames.NONE);
        assertThat(event.frame("json", make)).hasSize(BYTES);
        event.frame("json", make);
        assertThat(made).hasValue(2);
    }
}
