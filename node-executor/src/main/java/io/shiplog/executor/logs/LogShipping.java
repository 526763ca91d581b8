package io.shiplog.executor.logs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.role.ClusterContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Shipping} to the topic {@code logs}: one follower a run, from where the last life of this process got to, and
 * one thread that sends for all of them.
 */
public final class LogShipping implements Shipping {

    /** What all runs together may hold in memory; a reader that finds no room waits, with its file behind it. */
    static final int HELD_BYTES_MAX = 32 * 1024 * 1024;
    /** How often the file of positions is written at most. */
    private static final long POSITIONS_MILLIS = 250;
    /** A follower that could not be started is tried again after this long. */
    private static final long FOLLOW_AGAIN_MILLIS = 1_000;
    /** How long closing waits for what is under way. */
    private static final long CLOSE_MILLIS = 2_000;
    /** How often a broker that is away is mentioned. */
    private static final long COMPLAIN_MILLIS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(LogShipping.class);

    private record Pod(PodRef ref, Map<String, String> labels, List<String> containers) {}

    private final LogSource source;
    private final Outlet outlet;
    private final Positions positions;
    private final Runnable wake;
    private final Semaphore room = new Semaphore(HELD_BYTES_MAX);
    private final ScheduledThreadPoolExecutor sender;
    private final Deck deck = new Deck();
    private final Counter shippedLines;
    private final Counter shippedBytes;
    private final Counter droppedLines;
    private final Counter errors;
    private final RemovalGate gate = new RemovalGate(this::draining);
    private final Map<String, Pod> pods = new HashMap<>();
    private final Map<Positions.Run, ShippedRun> runs = new HashMap<>();
    private final Map<Positions.Run, Positions.Mark> done = new HashMap<>();
    private final AtomicBoolean unsaved = new AtomicBoolean();
    private volatile boolean away;
    private volatile long complainedMillis;
    private volatile boolean closing;

    LogShipping(LogSource source, Outlet outlet, Positions positions, MeterRegistry meters, Runnable wake) {
        this.source = source;
        this.outlet = outlet;
        this.positions = positions;
        this.wake = wake;
        this.sender = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "log-shipping");
            thread.setDaemon(true);
            return thread;
        });
        sender.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        sender.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.shippedLines = meters.counter("shiplog.executor.logs.lines");
        this.shippedBytes = meters.counter("shiplog.executor.logs.bytes");
        this.droppedLines = meters.counter("shiplog.executor.logs.dropped");
        this.errors = meters.counter("shiplog.executor.logs.errors");
        Gauge.builder("shiplog.executor.logs.followed", this, LogShipping::followed)
                .description("runs of containers whose lines are followed")
                .register(meters);
        Gauge.builder("shiplog.executor.logs.held.bytes", room, r -> HELD_BYTES_MAX - r.availablePermits())
                .description("lines read and not yet known to be kept")
                .register(meters);
    }

    /**
     * Shipping for a runtime's lines; {@link Shipping#NONE} where it has none.
     *
     * @param wake called when a removal that was held back may go
     */
    public static Shipping of(LogSource source, ClusterContext context, String host, Runnable wake) {
        if (source == LogSource.NONE) {
            return NONE;
        }
        Outlet outlet = TopicOutlet.open(context.bootstrapServers(), host, context.codec());
        Positions positions = new Positions(context.dataDir().resolve("logs.positions"));
        return new LogShipping(source, outlet, positions, context.metrics(), wake);
    }

    /** A run and its follower. */
    private final class ShippedRun {
        final RunShipper shipper;
        private @Nullable AutoCloseable follower;
        private boolean over;

        ShippedRun(RunShipper shipper) {
            this.shipper = shipper;
        }

        /** On the sending thread. */
        synchronized void follow() {
            if (over || closing) {
                return;
            }
            try {
                follower = source.follow(shipper.container(), shipper.position(), shipper);
            } catch (RuntimeException e) {
                LOG.warn("lines of {} cannot be read yet: {}", shipper.container(), e.toString());
                later(this::follow, FOLLOW_AGAIN_MILLIS);
            }
        }

        synchronized void stop() {
            over = true;
            if (follower == null) {
                return;
            }
            try {
                follower.close();
            } catch (Exception e) {
                LOG.warn("while leaving the lines of {}", shipper.container(), e);
            }
            follower = null;
        }
    }

    @Override
    public void adopt(List<FoundPod> found) {
        Map<Positions.Run, Positions.Mark> before = positions.read();
        for (FoundPod pod : found) {
            PodTemplate template = PodTemplate.parse(pod.templateSource().isEmpty() ? "{}" : pod.templateSource());
            know(new Pod(pod.ref(), template.labels(), names(template)));
            for (FoundPod.FoundContainer container : pod.containers()) {
                adopt(pod.ref(), container.name(), container.attempt(), before);
            }
        }
    }

    /** The newest run, the one before it, of which nothing may have been written yet, and earlier ones begun. */
    private void adopt(PodRef pod, String container, int newest, Map<Positions.Run, Positions.Mark> before) {
        for (int attempt = 0; attempt <= newest; attempt++) {
            Positions.Run run = new Positions.Run(pod.uid(), container, attempt);
            Positions.Mark mark = before.get(run);
            if (mark != null && mark.done()) {
                synchronized (this) {
                    done.put(run, mark);
                }
            } else if (mark != null || attempt >= newest - 1) {
                begin(run, mark == null ? LogSource.Position.START : mark.position());
            }
        }
    }

    private synchronized void know(Pod pod) {
        Pod known = pods.get(pod.ref.uid());
        if (known == null || known.containers.isEmpty()) {
            pods.put(pod.ref.uid(), pod);
        }
    }

    private static List<String> names(PodTemplate template) {
        return template.containers().stream().map(ContainerSpec::name).toList();
    }

    @Override
    public void seen(List<Observation> observations) {
        for (Observation seen : observations) {
            if (seen instanceof Observation.Started || seen instanceof Observation.Exited) {
                Observation.OfContainer of = (Observation.OfContainer) seen;
                String name = containerName(of.uid(), of.container());
                if (!name.isEmpty()) {
                    begin(new Positions.Run(of.uid(), name, of.attempt()), LogSource.Position.START);
                }
            } else if (seen instanceof Observation.PodRemoved) {
                forget(seen.uid());
            }
        }
    }

    private synchronized String containerName(String uid, int container) {
        Pod pod = pods.get(uid);
        return pod == null || container >= pod.containers.size() ? "" : pod.containers.get(container);
    }

    private synchronized void begin(Positions.Run run, LogSource.Position from) {
        Pod pod = pods.get(run.uid());
        if (pod == null || runs.containsKey(run) || done.containsKey(run) || closing) {
            return;
        }
        ContainerRef container = new ContainerRef(pod.ref, run.container(), run.attempt());
        ShippedRun made = new ShippedRun(new RunShipper(container, pod.labels, from, outlet, room, deck));
        runs.put(run, made);
        save();
        later(made::follow, 0);
    }

    /** Nothing can be read any more; what has been read is still sent, with the mark of the end behind it. */
    private void forget(String uid) {
        List<ShippedRun> left;
        synchronized (this) {
            pods.remove(uid);
            done.keySet().removeIf(run -> run.uid().equals(uid));
            left = runs.entrySet().stream()
                    .filter(e -> e.getKey().uid().equals(uid))
                    .map(Map.Entry::getValue)
                    .toList();
        }
        save();
        for (ShippedRun run : left) {
            later(
                    () -> {
                        run.stop();
                        run.shipper.end();
                    },
                    0);
        }
    }

    @Override
    public synchronized List<RuntimeCall> pass(List<RuntimeCall> calls, long nowMillis) {
        for (RuntimeCall call : calls) {
            if (call instanceof RuntimeCall.StartContainer start) {
                know(new Pod(start.pod(), start.template().labels(), names(start.template())));
            }
        }
        return gate.pass(calls, nowMillis);
    }

    @Override
    public synchronized long nextMillis() {
        return gate.nextMillis();
    }

    /** With the broker away nothing is gained by waiting. */
    private boolean draining(String uid) {
        return !away && runs.keySet().stream().anyMatch(run -> run.uid().equals(uid));
    }

    private synchronized int followed() {
        return runs.size();
    }

    private void later(Runnable work, long afterMillis) {
        if (!closing) {
            var unused = sender.schedule(work, afterMillis, TimeUnit.MILLISECONDS);
        }
    }

    private final class Deck implements RunShipper.Crew {
        @Override
        public void flushLater(RunShipper run, long afterMillis) {
            later(run::flush, afterMillis);
        }

        @Override
        public void kept(RunShipper run, LogBatch batch) {
            away = false;
            shippedLines.increment(batch.getLines().size());
            shippedBytes.increment(batch.getLines().stream()
                    .mapToLong(line -> line.getText().remaining())
                    .sum());
            droppedLines.increment(batch.getDropped());
            if (batch.getEnded()) {
                ended(run);
            }
            save();
        }

        @Override
        public void failed(RunShipper run, Exception why) {
            away = true;
            errors.increment();
            long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            if (complainedMillis == 0 || now - complainedMillis > COMPLAIN_MILLIS) {
                complainedMillis = now;
                LOG.warn("lines of {} wait, and will be sent again: {}", run.container(), why.toString());
            }
        }
    }

    private void ended(RunShipper shipper) {
        ContainerRef container = shipper.container();
        String uid = container.pod().uid();
        Positions.Run run = new Positions.Run(uid, container.container(), container.attempt());
        ShippedRun over;
        boolean lastOfPod;
        synchronized (this) {
            over = runs.remove(run);
            if (pods.containsKey(uid)) {
                done.put(run, new Positions.Mark(shipper.position(), true));
            }
            lastOfPod = runs.keySet().stream().noneMatch(other -> other.uid().equals(uid));
        }
        if (over != null) {
            later(over::stop, 0);
        }
        if (lastOfPod) {
            wake.run();
        }
    }

    private void save() {
        if (unsaved.compareAndSet(false, true)) {
            later(this::write, POSITIONS_MILLIS);
        }
    }

    private void write() {
        unsaved.set(false);
        Map<Positions.Run, Positions.Mark> marks;
        synchronized (this) {
            marks = new HashMap<>(done);
            runs.forEach((run, shipped) -> {
                if (pods.containsKey(run.uid())) {
                    marks.put(run, new Positions.Mark(shipped.shipper.position(), false));
                }
            });
        }
        try {
            positions.write(marks);
        } catch (IOException e) {
            LOG.warn("positions cannot be written, so lines will be sent again after a restart: {}", e.toString());
        }
    }

    @Override
    public void close() {
        List<ShippedRun> open;
        synchronized (this) {
            open = List.copyOf(runs.values());
        }
        closing = true;
        open.forEach(ShippedRun::stop);
        sender.shutdown();
        try {
            if (!sender.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (ShippedRun run : open) {
            run.shipper.flush();
        }
        outlet.close();
        write();
    }
}
