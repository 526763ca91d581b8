package io.shiplog.executor.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogShippingTest {

    private static final PodRef POD = new PodRef("n1", "default", "web", "uid-1");
    private static final PodTemplate TEMPLATE =
            PodTemplate.parse("{\"containers\":[{\"name\":\"main\"}],\"labels\":{\"app\":\"w\"}}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private final FakeSource source = new FakeSource();
    private final FakeOutlet outlet = new FakeOutlet();
    private final AtomicInteger woken = new AtomicInteger();
    private @Nullable LogShipping shipping;

    /** Hands its sinks out to the test, which plays the container. */
    private static final class FakeSource implements LogSource {
        final Map<Integer, Sink> sinks = new ConcurrentHashMap<>();
        final Map<Integer, Position> from = new ConcurrentHashMap<>();

        @Override
        public Closeable follow(ContainerRef container, Position after, Sink sink) {
            from.put(container.attempt(), after);
            sinks.put(container.attempt(), sink);
            return () -> {};
        }

        Sink sink(int attempt) {
            await().until(() -> sinks.containsKey(attempt));
            return Objects.requireNonNull(sinks.get(attempt));
        }
    }

    /** Keeps everything, or holds answers back. */
    private static final class FakeOutlet implements Outlet {
        final List<LogBatch> kept = new CopyOnWriteArrayList<>();
        final List<Runnable> held = new CopyOnWriteArrayList<>();
        volatile boolean hold;
        final AtomicInteger failures = new AtomicInteger();

        @Override
        public void send(LogBatch batch, Consumer<@Nullable Exception> done) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                done.accept(new IllegalStateException("away"));
            } else if (hold) {
                held.add(() -> {
                    kept.add(batch);
                    done.accept(null);
                });
            } else {
                kept.add(batch);
                done.accept(null);
            }
        }

        List<String> texts() {
            List<String> out = new ArrayList<>();
            for (LogBatch batch : kept) {
                for (LogLine line : batch.getLines()) {
                    out.add(StandardCharsets.UTF_8
                            .decode(line.getText().duplicate())
                            .toString());
                }
            }
            return out;
        }

        @Override
        public void close() {}
    }

    private LogShipping shipping(FoundPod... found) {
        LogShipping made = new LogShipping(
                source, outlet, new Positions(dir.resolve("p")), new SimpleMeterRegistry(), woken::incrementAndGet);
        shipping = made;
        made.adopt(List.of(found));
        return made;
    }

    @AfterEach
    void close() {
        if (shipping != null) {
            shipping.close();
        }
    }

    private static void start(LogShipping shipping, int attempt) {
        shipping.pass(List.of(new RuntimeCall.StartContainer(POD, TEMPLATE, 0, attempt, PodConfigs.NONE)), 0);
        shipping.seen(List.of(new Observation.Started("n1", "uid-1", 0, attempt, 1, "", "", "", true)));
    }

    private static LogSource.Line line(String text, String after) {
        return new LogSource.Line(5_000_001, true, text.getBytes(StandardCharsets.UTF_8), false, after);
    }

    private static FoundPod found(int attempt) {
        return new FoundPod(
                POD,
                TEMPLATE.source(),
                "",
                List.of(new FoundPod.FoundContainer("main", attempt, 1, "", "", true, null)));
    }

    @Test
    void everyLineArrivesWithNumberLabelsAndTheEnd() throws Exception {
        start(shipping(), 0);
        LogSource.Sink sink = source.sink(0);
        sink.line(line("a", "1"));
        sink.dropped(3);
        sink.line(line("b", "2"));
        sink.end();
        await().until(() -> !outlet.kept.isEmpty()
                && outlet.kept.get(outlet.kept.size() - 1).getEnded());
        assertThat(outlet.texts()).containsExactly("a", "b");
        LogBatch last = outlet.kept.get(outlet.kept.size() - 1);
        assertThat(outlet.kept.stream().mapToLong(LogBatch::getDropped).sum()).isEqualTo(3);
        assertThat(last.getFirstLine() + last.getLines().size()).isEqualTo(5);
        assertThat(last.getLabels()).containsEntry("app", "w");
        LogLine first = outlet.kept.get(0).getLines().get(0);
        assertThat(first.getTimeMillis()).isEqualTo(5);
        assertThat(first.getNanos()).isEqualTo(1);
        assertThat(first.getStream()).isEqualTo("stderr");
    }

    @Test
    void whatFailedIsSentAgainBeforeAnythingElse() throws Exception {
        outlet.failures.set(2);
        start(shipping(), 0);
        LogSource.Sink sink = source.sink(0);
        sink.line(line("a", "1"));
        sink.line(line("b", "2"));
        sink.end();
        await().until(() -> outlet.texts().size() == 2);
        assertThat(outlet.texts()).containsExactly("a", "b");
    }

    @Test
    void aBrokerThatIsSlowHoldsBackTheReader() throws Exception {
        outlet.hold = true;
        start(shipping(), 0);
        LogSource.Sink sink = source.sink(0);
        AtomicInteger taken = new AtomicInteger();
        Thread reader = new Thread(() -> {
            try {
                for (int i = 0; i < 50_000; i++) {
                    sink.line(line("x".repeat(1_000), "" + i));
                    taken.incrementAndGet();
                }
                sink.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.start();
        await().until(() -> reader.getState() == Thread.State.WAITING && !outlet.held.isEmpty());
        assertThat(taken.get()).isLessThan(2 * RunShipper.BATCH_BYTES_MAX / 1_000 + 2);
        outlet.hold = false;
        outlet.held.forEach(Runnable::run);
        reader.join();
        await().until(() -> outlet.texts().size() == 50_000);
    }

    @Test
    void aRestartGoesOnBehindWhatIsKept() throws Exception {
        LogShipping first = shipping();
        start(first, 0);
        source.sink(0).line(line("a", "token-a"));
        await().until(() -> outlet.texts().size() == 1);
        first.close();
        source.sinks.clear();
        shipping(found(1));
        source.sink(0).end();
        source.sink(1).end();
        assertThat(source.from.get(0)).isEqualTo(new LogSource.Position("token-a", 1));
        assertThat(source.from.get(1)).isEqualTo(LogSource.Position.START);
    }

    @Test
    void theRemovalOfAPodWaitsForItsLastLines() throws Exception {
        outlet.hold = true;
        LogShipping made = shipping();
        start(made, 0);
        source.sink(0).line(line("last words", "1"));
        source.sink(0).end();
        List<RuntimeCall> removal = List.of(new RuntimeCall.RemovePod(POD));
        assertThat(made.pass(removal, 1_000)).isEmpty();
        assertThat(made.nextMillis()).isEqualTo(1_000 + RemovalGate.DRAIN_MILLIS_MAX);
        outlet.hold = false;
        await().until(() -> !outlet.held.isEmpty());
        outlet.held.forEach(Runnable::run);
        await().until(() -> woken.get() > 0);
        assertThat(made.pass(List.of(), 1_001)).isEqualTo(removal);
    }

    @Test
    void aRemovalWaitsNoLongerThanTheBound() {
        RemovalGate gate = new RemovalGate(uid -> true);
        List<RuntimeCall> removal = List.of(new RuntimeCall.RemovePod(POD));
        assertThat(gate.pass(removal, 0)).isEmpty();
        assertThat(gate.pass(List.of(), RemovalGate.DRAIN_MILLIS_MAX - 1)).isEmpty();
        assertThat(gate.pass(List.of(), RemovalGate.DRAIN_MILLIS_MAX)).isEqualTo(removal);
        assertThat(gate.nextMillis()).isEqualTo(Long.MAX_VALUE);
    }
}
