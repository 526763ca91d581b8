package io.shiplog.standalone.sim;

import io.shiplog.executor.pod.PodMachine;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs seeds: {@code ./shiplog sim --seed 7}, {@code --seeds 1..500}, {@code --seeds 500}, with {@code --minutes 10},
 * {@code --jobs 2} (seeds at a time; by default one a core) and {@code --verbose}, and with {@code --trace TEXT} prints
 * every record whose line contains the text. Ends with an error when a promise was broken.
 */
public final class SimMain {

    private static final int MINUTES = 10;
    private static final int PROGRESS_SECONDS = 10;

    private SimMain() {}

    /** Options of a call. */
    private record Options(long from, long to, int minutes, int jobs, boolean verbose) {

        static Options parse(String[] args) {
            long from = 1;
            long to = 1;
            int minutes = MINUTES;
            int jobs = Runtime.getRuntime().availableProcessors();
            boolean verbose = false;
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--seed" -> {
                        from = Long.parseLong(value(args, ++i));
                        to = from;
                    }
                    case "--seeds" -> {
                        String[] range = value(args, ++i).split("\\.\\.", 2);
                        from = range.length == 2 ? Long.parseLong(range[0]) : 1;
                        to = Long.parseLong(range[range.length - 1]);
                    }
                    case "--minutes" -> minutes = Integer.parseInt(value(args, ++i));
                    case "--jobs" -> jobs = Math.max(1, Integer.parseInt(value(args, ++i)));
                    case "--trace" -> LogWatcher.trace(value(args, ++i));
                    case "--verbose" -> verbose = true;
                    default ->
                        throw new IllegalArgumentException("unknown option of sim: " + args[i]
                                + "; there are --seed N, --seeds FROM..TO or COUNT, --minutes N, --jobs N,"
                                + " --verbose, --trace TEXT");
                }
            }
            return new Options(from, to, minutes, jobs, verbose);
        }

        private static String value(String[] args, int index) {
            if (index >= args.length) {
                throw new IllegalArgumentException(args[index - 1] + " needs a value");
            }
            return args[index];
        }
    }

    /** Runs. Throws IllegalStateException when a promise was broken, after saying which and how to see it again. */
    public static void main(String[] args) {
        Options options = Options.parse(args);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
        long start = System.nanoTime();
        long records = 0;
        int failed = 0;
        long arrows = 0;
        ExecutorService workers = Executors.newFixedThreadPool(options.jobs());
        try {
            CompletionService<SimResult> running = new ExecutorCompletionService<>(workers);
            for (long seed = options.from(); seed <= options.to(); seed++) {
                long one = seed;
                running.submit(() -> Simulation.run(one, options.minutes()));
            }
            long told = start;
            for (long done = 1; done <= options.to() - options.from() + 1; done++) {
                SimResult result = finished(running);
                records += result.records();
                arrows |= result.arrows();
                result.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum));
                if (options.verbose() || options.from() == options.to()) {
                    out.println(line(result));
                }
                if (result.failed()) {
                    failed++;
                    out.println(result.report());
                }
                if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(PROGRESS_SECONDS)) {
                    told = System.nanoTime();
                    out.println(done + " seeds done, " + failed + " failed");
                }
            }
        } finally {
            workers.shutdownNow();
        }
        long seeds = options.to() - options.from() + 1;
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        out.printf(
                "%d seeds of %d virtual minutes in %.1f s (%.2f seeds/s), %d records, faults %s, %d failed%n",
                seeds, options.minutes(), seconds, seeds / seconds, records, faults, failed);
        List<PodMachine.Arrow> untaken = PodMachine.without(arrows);
        out.println(untaken.isEmpty() ? "every arrow of the pod machine was taken" : "arrows not taken: " + untaken);
        if (failed > 0) {
            throw new IllegalStateException(failed + " of " + seeds + " seeds broke a promise; see above");
        }
    }

    private static String line(SimResult result) {
        return "seed " + result.seed() + " digest " + result.digest() + " records " + result.records() + " actions "
                + result.actions() + " answers " + result.answers() + " converged after "
                + result.convergedMillis() + " ms, faults " + result.faults();
    }

    private static SimResult finished(CompletionService<SimResult> running) {
        try {
            return running.take().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulator itself failed: " + e.getCause(), e);
        }
    }
}
