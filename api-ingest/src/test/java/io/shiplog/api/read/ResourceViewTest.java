package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ResourceViewTest {

    private static final Kind MAP = Kinds.CONFIG_MAP;

    private final ResourceView view = new ResourceView(Runnable::run, 10, 1_000_000);

    private static Update update(String name, long version, long offset, boolean removed) {
        String json = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"ns\",\"uid\":\"u-" + name + "\"}}";
        return new Update(MAP, KubeObject.of(Json.parse(json), version), offset, removed);
    }

    private void publish(Update update) {
        view.publish(List.of(update), update.offset() + 1);
    }

    private static List<String> drain(Watcher watcher) {
        List<String> out = new ArrayList<>();
        for (WatchEvent event = watcher.poll(); event != null; event = watcher.poll()) {
            out.add(event.type(any -> true) + "@" + event.offset());
        }
        return out;
    }

    @Test
    void watchReplaysWhatIsAboveItsVersionAndGoesOn() {
        publish(update("a", 1, 5, false));
        publish(update("a", 2, 8, false));
        Watcher watcher = view.watch(MAP, "ns", 5, () -> {});
        publish(update("a", 3, 11, true));
        assertThat(drain(watcher)).containsExactly("MODIFIED@8", "DELETED@11");
        assertThat(view.reached(watcher)).isEqualTo(11);
    }

    @Test
    void aRecordThatIsReadTwiceIsOneEvent() {
        Watcher watcher = view.watch(MAP, "", -1, () -> {});
        publish(update("a", 1, 5, false));
        publish(update("a", 1, 5, false));
        assertThat(drain(watcher)).containsExactly("ADDED@5");
    }

    @Test
    void watchBelowTheWindowIsRefusedAndAtItsFloorIsServed() {
        for (int i = 0; i < 15; i++) {
            publish(update("a", i + 1, i, false));
        }
        assertThatThrownBy(() -> view.watch(MAP, "ns", 3, () -> {}))
                .isInstanceOf(StatusException.class)
                .hasMessage("too old resource version: 3 (4)");
        assertThat(drain(view.watch(MAP, "ns", 4, () -> {}))).hasSize(10).startsWith("MODIFIED@5");
    }

    @Test
    void anEarlierStateIsTheLaterOneTakenBack() {
        publish(update("a", 1, 1, false));
        publish(update("b", 1, 2, false));
        publish(update("a", 2, 3, true));
        publish(update("c", 1, 4, false));
        publish(update("b", 2, 5, false));
        assertThat(view.listAt(2, MAP, "ns", "", 10).objects().stream()
                        .map(s -> s.object().name() + s.offset()))
                .containsExactly("a1", "b2");
        assertThat(view.list(MAP, "ns").version()).isEqualTo(5);
    }

    @Test
    void ofManyObjectsTheNewestAreKept() {
        for (int i = 0; i < 5; i++) {
            publish(update("o" + (9 - i), 1, i, false));
        }
        view.keepNewest(MAP, 7);
        assertThat(view.count(MAP)).isEqualTo(5);
        view.keepNewest(MAP, 2);
        assertThat(view.list(MAP, "ns").objects().stream().map(s -> s.object().name()))
                .containsExactly("o5", "o6");
    }

    @Test
    void whatWasWrittenAgainIsNewAndWhatIsGoneIsNotCounted() {
        publish(update("a", 1, 1, false));
        publish(update("b", 1, 2, false));
        publish(update("c", 1, 3, false));
        view.keepNewest(MAP, 2);
        for (int i = 2; i < 20; i++) {
            publish(update("b", i, 2 + i, false));
        }
        publish(update("d", 1, 30, false));
        publish(update("c", 2, 31, true));
        publish(update("e", 1, 32, false));
        view.keepNewest(MAP, 2);
        assertThat(view.list(MAP, "ns").objects().stream().map(s -> s.object().name()))
                .containsExactly("d", "e");
    }

    @Test
    void watchersOfOtherNamespacesHearNothing() {
        int[] signals = {0};
        Watcher other = view.watch(MAP, "other", -1, () -> signals[0]++);
        publish(update("a", 1, 1, false));
        assertThat(drain(other)).isEmpty();
        assertThat(signals[0]).isZero();
    }

    @Test
    void aSlowWatcherIsCutOffAfterWhatItHas() {
        Watcher watcher = view.watch(MAP, "", -1, () -> {});
        for (int i = 0; i <= Watcher.QUEUE_MAX; i++) {
            publish(update("a", i + 1, i, false));
        }
        assertThat(watcher.cutOff()).isTrue();
        assertThat(drain(watcher)).hasSize(Watcher.QUEUE_MAX);
    }

    @Test
    void closedWatchersAreForgotten() {
        Watcher watcher = view.watch(MAP, "ns", -1, () -> {});
        assertThat(view.watching()).isEqualTo(1);
        watcher.close();
        assertThat(view.watching()).isZero();
    }

    @Test
    void waitsForVersionsAndOffsets() {
        CompletableFuture<WatchEvent> second = view.whenVersion(MAP, MAP.key("ns", "a"), "u-a", 2);
        CompletableFuture<Void> passed = view.whenPassed(9);
        publish(update("a", 1, 5, false));
        assertThat(second).isNotDone();
        publish(update("a", 2, 7, false));
        assertThat(second.join().offset()).isEqualTo(7);
        assertThat(passed).isNotDone();
        view.publish(List.of(), 9);
        assertThat(passed).isDone();
        publish(update("a", 3, 11, true));
        assertThat(view.whenVersion(MAP, MAP.key("ns", "a"), "u-a", 3).join().removed())
                .isTrue();
    }

    @Test
    void aRestoredViewRefusesItsUnknownPast() {
        Stored kept = new Stored(update("a", 4, 40, false).object(), 40);
        view.restore(Map.of(MAP, List.of(kept)), 48, 50);
        assertThat(view.get(MAP, "ns", "a")).isEqualTo(kept);
        assertThatThrownBy(() -> view.watch(MAP, "ns", 47, () -> {})).isInstanceOf(StatusException.class);
        assertThat(drain(view.watch(MAP, "ns", 48, () -> {}))).isEmpty();
    }
}
