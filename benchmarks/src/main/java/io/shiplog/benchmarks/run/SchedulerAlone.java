package io.shiplog.benchmarks.run;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.benchmarks.workload.Workload;
import io.shiplog.scheduler.core.Output;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.scheduler.core.SchedulerSettings;
import io.shiplog.schemas.record.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A workload by the scheduler alone, on the calling thread: it reads what the log of objects would say of nodes and
 * pods, decides, and reads what comes of that (each pod bound, each pod Running, each victim gone). No Kafka, no API
 * server, no executors, as kube-scheduler's own tests leave kubelets out. Time in which it has nothing to do, waiting
 * out a back-off, is passed over.
 */
public final class SchedulerAlone {

    private static final Instant BEGIN = Instant.ofEpochSecond(1_767_225_600);
    /** So many records are read before it decides again, as a consumer's poll brings them. */
    private static final int READ_MAX = 500;
    /** So many pods are tried before it reads again. */
    private static final int TRIED_MAX = 500;

    private final Workload workload;
    private final SchedulerWorld world = new SchedulerWorld();
    private final SchedulerCore core = new SchedulerCore(new SchedulerSettings("default-scheduler", "bench", 1, 0, 0));
    private long workedNanos;
    private long passedOverNanos;
    private @Nullable Step churn;
    private long churnDueNanos;
    private int churned;
    private long measuredFromNanos;
    private long triedBefore;

    /** A run that has not begun. */
    public SchedulerAlone(Workload workload) {
        this.workload = workload;
    }

    /** True for a workload that consists of steps that mean something to a scheduler. */
    public static boolean has(Workload workload) {
        return workload.steps().stream().allMatch(step -> switch (step.op()) {
            case createNodes, createNamespaces, createPriorityClass, createPods, startMeasuring, waitPods -> true;
            case measurePods -> step.count("arrived", 0) > 0;
            case churn ->
                step.text("kind", "").equals("Pod") && step.text("mode", "").equals("create");
            default -> false;
        });
    }

    /** Runs it. Throws BenchException when a step means nothing here, or does not come to its end. */
    public RunFigures run() {
        if (!has(workload)) {
            throw new BenchException(workload.name() + " has steps that are none of the scheduler alone");
        }
        register();
        RunFigures figures = new RunFigures();
        for (Step step : workload.steps()) {
            take(step, figures);
        }
        return figures;
    }

    private void register() {
        core.start(now());
        core.onReply(
                Reply.newBuilder()
                        .setRequestId("bench/register/1")
                        .setPartition(0)
                        .setCode(200)
                        .setEpoch(1)
                        .build(),
                now());
        core.caughtUp();
    }

    private void take(Step step, RunFigures figures) {
        switch (step.op()) {
            case createNodes -> world.nodes(step);
            case createNamespaces -> world.namespaces(step);
            case createPriorityClass -> world.priorityClass(step);
            case createPods -> world.pods(step);
            case startMeasuring -> {
                world.measure(step.text("prefix", ""));
                measuredFromNanos = workedNanos;
                triedBefore = core.placedCount() + core.failedCount();
            }
            case churn -> {
                churn = step;
                churnDueNanos = clockNanos();
            }
            case waitPods -> until(step.count("running"), 0);
            case measurePods -> {
                until(0, step.count("arrived"));
                end(figures, step.count("arrived"));
            }
            default -> throw new BenchException(step.op() + " is nothing to the scheduler alone");
        }
    }

    private void end(RunFigures figures, int arrived) {
        double seconds = (workedNanos - measuredFromNanos) / 1e9;
        double rate = arrived / seconds;
        figures.put("alone.podsPerSecond", rate);
        figures.put("alone.microsPerPod", 1e6 / rate);
        figures.put("alone.triesPerPod", (double) (core.placedCount() + core.failedCount() - triedBefore) / arrived);
        if (workload.gate() > 0) {
            figures.put("alone.TimesGate", rate / workload.gate());
        }
    }

    private void until(int running, int arrived) {
        while (world.running() < running || world.arrived() < arrived) {
            if (workedNanos > workload.limit().toNanos()) {
                throw new BenchException(world.running() + " pods are Running, " + world.arrived()
                        + " of them measured, after " + Duration.ofNanos(workedNanos));
            }
            if (!world.hasNext() && !core.hasWork()) {
                passOver();
            }
            turn();
        }
    }

    private void turn() {
        long begin = System.nanoTime();
        churn();
        for (int read = 0; read < READ_MAX && world.hasNext(); read++) {
            core.onResource(world.next());
        }
        for (Output output : core.cycle(TRIED_MAX, now())) {
            world.carryOut(output.record());
        }
        workedNanos += System.nanoTime() - begin;
    }

    /** On to the next moment at which something is due. */
    private void passOver() {
        Instant wake = core.nextWake();
        long until =
                wake == null ? Long.MAX_VALUE : Duration.between(BEGIN, wake).toNanos();
        long next = churn == null ? until : Math.min(until, churnDueNanos);
        if (next == Long.MAX_VALUE) {
            throw new BenchException("nothing is due, and " + world.running() + " pods are Running");
        }
        passedOverNanos += Math.max(0, next - clockNanos());
    }

    private void churn() {
        Step step = churn;
        while (step != null && clockNanos() >= churnDueNanos) {
            world.pod("churn-" + churned, step.text("namespace", "load-1"), step);
            churned++;
            churnDueNanos += TimeUnit.MILLISECONDS.toNanos(step.count("intervalMillis"));
        }
    }

    private long clockNanos() {
        return workedNanos + passedOverNanos;
    }

    private Instant now() {
        return BEGIN.plusNanos(clockNanos());
    }
}
