package io.shiplog.standalone.cli;

import io.shiplog.executor.runtime.docker.DockerRuntime;
import io.shiplog.executor.runtime.process.ProcessPods;
import io.shiplog.schemas.object.Json;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.RuntimeChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops the cluster of a data directory: politely, after 20 s by force. */
@Command(name = "down", description = "Stop the cluster; its data stays.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

    private static final long POLITE_SECONDS = 20;
    private static final long FORCE_SECONDS = 5;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--keep", description = "leave the containers running")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Optional<ClusterFile> file = ClusterFile.read(data.dir());
        Optional<ProcessHandle> process = file.flatMap(ClusterFile::process);
        if (process.isPresent()) {
            stop(process.get(), out);
        } else {
            out.println("no cluster is running on " + data.dir().root());
        }
        Files.deleteIfExists(data.dir().clusterFile());
        if (!keep && file.map(f -> f.runtime().equals("docker")).orElse(false)) {
            removeContainers(out);
        }
        if (!keep) {
            int ended = ProcessPods.stopAll(data.dir().role("node-executor"));
            if (ended > 0) {
                out.println("ended " + ended + " containers that ran as processes");
            }
        }
        return 0;
    }

    static void stop(ProcessHandle process, PrintWriter out) throws InterruptedException, ExecutionException {
        out.println("stopping process " + process.pid());
        out.flush();
        process.destroy();
        try {
            process.onExit().get(POLITE_SECONDS, TimeUnit.SECONDS);
            out.println("stopped");
        } catch (TimeoutException e) {
            out.println("still there after " + POLITE_SECONDS + " s: killing it (nothing is lost)");
            kill(process);
        }
    }

    /** SIGKILL, and wait until it is gone. */
    static void kill(ProcessHandle process) throws InterruptedException, ExecutionException {
        process.destroyForcibly();
        try {
            process.onExit().get(FORCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " cannot be killed", e);
        }
    }

    private void removeContainers(PrintWriter out) throws IOException {
        Optional<String> engine = RuntimeChoice.engine(System.getenv());
        if (engine.isEmpty()) {
            out.println("no container engine answers, so containers were not looked for");
            return;
        }
        String cluster = Json.textAt(Json.parse(Files.readAllBytes(data.dir().genesis())), "clusterId");
        int removed = DockerRuntime.removeAll(engine.get(), cluster);
        if (removed > 0) {
            out.println("removed " + removed + " containers");
        }
    }
}
