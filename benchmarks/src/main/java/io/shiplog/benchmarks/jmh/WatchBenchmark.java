package io.shiplog.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Watch fan-out: one change of a pod of about 2 kB into the view, and out of it as a frame to every watch, without HTTP
 * and TLS; time for one change. What a further watch costs is the difference between two rows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WatchBenchmark {

    /** How many watches on what: those of one namespace, or of everything. */
    @Param({"1 of one", "100 of one", "1000 of one", "5 of all"})
    String watches = "1 of one";

    /** What they ask for: objects, or the columns that kubectl prints. */
    @Param({"json", "table"})
    String form = "json";

    private WatchCell cell = new WatchCell();

    @Setup(Level.Trial)
    public void open() {
        cell = new WatchCell();
        String[] words = watches.split(" ");
        cell.watch(
                Integer.parseInt(words[0]),
                words[2].equals("all"),
                form.equals("table") ? WatchCell.TABLE : WatchCell.JSON);
    }

    @Benchmark
    public long change() {
        cell.change();
        return cell.send();
    }
}
