package io.shiplog.executor.runtime.simulated;

import io.shiplog.executor.runtime.ContainerRuntime;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.UsageSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Simulation} in real time: one thread for all nodes of the process, and a journal from which it goes on
 * after the
 * process was killed as if it had never stopped.
 */
public final class SimulatedRuntime implements ContainerRuntime {

    /** Of the simulation's behaviour, as shown in kubectl get nodes -o wide. */
    public static final String VERSION = "simulated://0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedRuntime.class);
    private static final long IDLE_MILLIS = 1_000;

    private final LongSupplier clock;
    private final SimulationJournal journal;
    private final Simulation simulation;
    private final LinkedBlockingQueue<List<RuntimeCall>> calls = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<CompletableFuture<List<UsageSource.Usage>>> questions =
            new ConcurrentLinkedQueue<>();
    private List<FoundPod> found;
    private final Thread thread = new Thread(this::run, "simulated-runtime");
    private volatile Consumer<List<Observation>> sink = seen -> {};
    private volatile boolean closing;
    private volatile String broken = "";
    private volatile int live;
    private volatile int using;

    /**
     * Opens the journal and takes up what it tells of.
     *
     * @param journalFile created when missing
     * @param clock epoch milliseconds
     */
    public SimulatedRuntime(SimulationRules rules, Path journalFile, LongSupplier clock) {
        this.clock = clock;
        this.journal = new SimulationJournal(journalFile);
        this.simulation = new Simulation(rules, journal);
        journal.restore(simulation);
        this.found = simulation.list();
        this.live = simulation.live();
        this.using = simulation.using();
        thread.setDaemon(true);
    }

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public void start(Consumer<List<Observation>> newSink) {
        sink = newSink;
        thread.start();
    }

    /** What there was when it was opened; asked once, afterwards observations tell of every change. */
    @Override
    public List<FoundPod> listPods() {
        List<FoundPod> once = found;
        found = List.of();
        return once;
    }

    @Override
    public void call(List<RuntimeCall> batch) {
        calls.add(batch);
    }

    @Override
    public String unready() {
        return broken;
    }

    @Override
    public PodAccess access() {
        return PodAccess.NONE;
    }

    @Override
    public LogSource logs() {
        return LogSource.NONE;
    }

    @Override
    public UsageSource usage() {
        return this::askUsage;
    }

    /** Asked of the thread that owns the simulation; not at all while nothing is scripted to use anything. */
    private List<UsageSource.Usage> askUsage() {
        if (using == 0) {
            return List.of();
        }
        CompletableFuture<List<UsageSource.Usage>> question = new CompletableFuture<>();
        questions.add(question);
        calls.add(List.of());
        try {
            return question.get(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        }
    }

    @Override
    public ImageStore images() {
        return ImageStore.NONE;
    }

    /** Containers that run now. */
    public int live() {
        return live;
    }

    private void run() {
        List<Observation> seen = new ArrayList<>();
        try {
            while (!closing) {
                long wait = Math.min(simulation.nextMillis() - clock.getAsLong(), IDLE_MILLIS);
                List<RuntimeCall> batch = calls.poll(Math.max(0, wait), TimeUnit.MILLISECONDS);
                long now = clock.getAsLong();
                while (batch != null) {
                    batch.forEach(call -> simulation.call(call, now));
                    batch = calls.poll();
                }
                simulation.advance(now, seen);
                live = simulation.live();
                using = simulation.using();
                answer(now);
                if (!seen.isEmpty()) {
                    journal.flush();
                    sink.accept(seen);
                    seen = new ArrayList<>();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the simulated runtime stopped", e);
            broken = "the simulated runtime stopped: " + e;
        }
    }

    private void answer(long now) {
        CompletableFuture<List<UsageSource.Usage>> question = questions.poll();
        while (question != null) {
            question.complete(simulation.usage(now));
            question = questions.poll();
        }
    }

    @Override
    public void close() {
        closing = true;
        calls.add(List.of()); // wakes the thread; an interrupt would close the journal's channel under its hands
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.close();
    }
}
