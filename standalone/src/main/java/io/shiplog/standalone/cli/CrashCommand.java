package io.shiplog.standalone.cli;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Kills the running cluster as hard as can be, starts it again, and counts from the topics what was lost or done twice.
 * Exit code 0 only when nothing was.
 */
@Command(
        name = "crash",
        description = "Kill the cluster with SIGKILL, start it again, and count what was lost or doubled.",
        mixinStandardHelpOptions = true)
final class CrashCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--quiet-seconds",
            paramLabel = "N",
            description = "how long nothing may change before it counts as settled (default: ${DEFAULT-VALUE})")
    private int quietSeconds = 3;

    @Option(
            names = "--at-running",
            paramLabel = "N",
            description = "wait until N pods run, and kill then: in the middle of a scaling that was just asked for")
    private int atRunning;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ClusterFile before = data.running();
        LaunchCommand launch = LaunchCommand.of(data.dir())
                .orElseThrow(() -> new UserError(
                        "Nobody wrote down how the cluster on " + data.dir().root() + " was started.",
                        "Kill and start it by hand."));
        ProcessHandle process = before.process().orElseThrow();
        awaitRunning(before, out);
        out.println("killing process " + process.pid() + " with SIGKILL");
        out.flush();
        long killed = System.nanoTime();
        DownCommand.kill(process);
        int started = Detached.up(data.dir(), launch, out);
        if (started != 0) {
            out.println("the cluster did not come back");
            return 1;
        }
        out.printf("back after %.1f s%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed) / 1000.0);
        ClusterFile after = data.running();
        CrashReport report = CrashReport.of(after, data.dir(), quietSeconds, line -> {
            out.println(line);
            out.flush();
        });
        report.lines().forEach(out::println);
        return report.clean() ? 0 : 1;
    }

    private void awaitRunning(ClusterFile cluster, PrintWriter out) throws IOException {
        if (atRunning <= 0) {
            return;
        }
        out.println("waiting until " + atRunning + " pods run");
        out.flush();
        RecordCodec codec = ResourcesReader.codec(cluster, data.dir());
        try (ResourceHistory history = new ResourceHistory(cluster.bootstrapServers(), codec)) {
            while (history.running() < atRunning) {
                var unused = history.read();
            }
            out.println(history.running() + " pods run");
        }
    }
}
