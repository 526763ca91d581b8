package io.shiplog.reconciler.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Streams restores is handed over once; after that the processor has it. */
class HandoverStoreTest {

    private static final TaskId TASK = new TaskId(0, 3);

    @TempDir
    Path dir;

    private final HandoverStores stores = new HandoverStores("state");
    private final HandoverStore store = (HandoverStore) stores.get();

    private void open() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "handover-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        store.init(new MockProcessorContext<>(settings, TASK, dir.toFile()).getStateStoreContext(), store);
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String key, String value) {
        store.put(bytes(key), value.isEmpty() ? null : bytes(value).get());
    }

    private List<String> handedOver() {
        List<String> out = new ArrayList<>();
        boolean restored = store.handOver((key, value) ->
                out.add(new String(key, StandardCharsets.UTF_8) + "=" + new String(value, StandardCharsets.UTF_8)));
        if (!restored) {
            out.add("as it was");
        }
        return out;
    }

    @Test
    void theLastOfEveryKeyIsHandedOver() {
        open();
        put("b", "1");
        put("a", "1");
        put("c", "1");
        put("a", "2");
        put("c", "");
        assertThat(stores.of(TASK)).isSameAs(store);
        assertThat(handedOver()).containsExactlyInAnyOrder("a=2", "b=1");
    }

    @Test
    void afterThatItHoldsNothingAndATaskThatIsResumedKeepsItsState() {
        open();
        put("a", "1");
        handedOver();
        put("b", "1");
        assertThat(store.approximateNumEntries()).isZero();
        assertThat(handedOver()).containsExactly("as it was");
    }

    @Test
    void aStoreThatIsOpenedAnewHandsOverWhatIsRestoredIntoIt() {
        open();
        put("a", "1");
        handedOver();
        put("a", "of a transaction that was aborted");
        store.close();
        open();
        put("a", "1");
        assertThat(handedOver()).containsExactly("a=1");
    }

    @Test
    void anEmptyChangelogIsANewTaskAndNotAResumedOne() {
        open();
        assertThat(handedOver()).isEmpty();
    }

    @Test
    void whoReadsItIsTold() {
        open();
        assertThatThrownBy(store::all).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> stores.of(new TaskId(0, 9)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0_9");
    }
}
