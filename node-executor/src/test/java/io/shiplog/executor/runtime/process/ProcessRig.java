package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.machine.RuntimeContext;
import io.shiplog.schemas.object.Json;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A process runtime with real processes, and what it said. Closing it leaves them running, as the real one does. */
final class ProcessRig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Path dir;
    final ProcessRuntime runtime;
    /** Of the node. */
    static final String ADDRESS = "127.0.0.1";

    final LinkedBlockingQueue<Observation> seen = new LinkedBlockingQueue<>();

    ProcessRig(Path dir) {
        this(dir, Cgroups.find());
    }

    ProcessRig(Path dir, Cgroups cgroups) {
        this.dir = dir;
        runtime = new ProcessRuntime(
                new RuntimeContext("cluster", "host", List.of("n1"), ADDRESS, dir),
                cgroups,
                new LoopbackAddresses(dir.resolve("addresses")));
    }

    ProcessRig start() {
        runtime.start(seen::addAll);
        return this;
    }

    /** One container that runs a shell script; the spec may be changed. */
    static Subject shell(String script, UnaryOperator<ObjectNode> change) {
        ObjectNode pod = Json.object();
        String uid = UUID.randomUUID().toString();
        pod.putObject("metadata")
                .put("name", "web-0")
                .put("namespace", "default")
                .put("uid", uid);
        ObjectNode container = pod.putObject("spec").putArray("containers").addObject();
        container.put("name", "web").put("image", "nginx:1.7.9");
        ArrayNode command = container.putArray("command");
        if (!script.isEmpty()) {
            command.add("sh").add("-c").add(script);
        }
        return new Subject(new PodRef("n1", "default", "web-0", uid), new Templates().of(change.apply(pod)));
    }

    static Subject shell(String script) {
        return shell(script, pod -> pod);
    }

    static ObjectNode container(ObjectNode pod) {
        return (ObjectNode) pod.at("/spec/containers/0");
    }

    /** A pod of a test. */
    record Subject(PodRef ref, PodTemplate template) {
        RuntimeCall start(int attempt) {
            return new RuntimeCall.StartContainer(ref, template, 0, attempt, PodConfigs.NONE);
        }

        RuntimeCall stop(boolean force) {
            return new RuntimeCall.StopContainer(ref, 0, 0, force);
        }

        ContainerRef run(int attempt) {
            return new ContainerRef(ref, "web", attempt);
        }
    }

    void call(RuntimeCall... calls) {
        runtime.call(List.of(calls));
    }

    /** The next observation of a kind; others that come before it are passed over. */
    <T extends Observation> T await(Class<T> kind) throws InterruptedException {
        List<Observation> passed = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Observation next = seen.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " came, only " + passed);
            }
            if (kind.isInstance(next)) {
                return kind.cast(next);
            }
            passed.add(next);
        }
    }

    /** What comes before the next observation of a kind. */
    List<Observation> before(Class<? extends Observation> kind) throws InterruptedException {
        List<Observation> out = new ArrayList<>();
        for (Observation next = await(Observation.class); !kind.isInstance(next); next = await(Observation.class)) {
            out.add(next);
        }
        return out;
    }

    Observation.Started started(Subject pod) throws InterruptedException {
        call(pod.start(0));
        return await(Observation.Started.class);
    }

    long pid(Subject pod) {
        Run run = runtime.run(pod.run(0));
        ProcessMark process = run == null ? null : run.folder.process();
        if (process == null) {
            throw new AssertionError("does not run");
        }
        return process.pid();
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Lines of a run as they come. */
    static final class Lines implements LogSource.Sink {
        final LinkedBlockingQueue<LogSource.Line> lines = new LinkedBlockingQueue<>();
        final CountDownLatch end = new CountDownLatch(1);
        final AtomicLong dropped = new AtomicLong();

        @Override
        public void line(LogSource.Line line) {
            lines.add(line);
        }

        @Override
        public void dropped(long count) {
            dropped.addAndGet(count);
        }

        @Override
        public void end() {
            end.countDown();
        }

        List<String> texts() {
            return lines.stream()
                    .map(line -> (line.stderr() ? "err " : "out ") + text(line))
                    .toList();
        }

        static String text(LogSource.Line line) {
            return new String(line.text(), StandardCharsets.UTF_8);
        }
    }

    Lines all(Subject pod, int attempt) throws Exception {
        Lines lines = new Lines();
        try (Closeable follow = runtime.logs().follow(pod.run(attempt), LogSource.Position.START, lines)) {
            if (!lines.end.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no end came, only " + lines.texts());
            }
        }
        return lines;
    }

    /** Ends whatever a test left. */
    void removeAll() {
        runtime.listPods().forEach(pod -> call(new RuntimeCall.RemovePod(pod.ref())));
        until("all removed", () -> runtime.listPods().isEmpty());
    }

    @Override
    public void close() {
        runtime.close();
    }
}
