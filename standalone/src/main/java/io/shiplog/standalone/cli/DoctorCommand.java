package io.shiplog.standalone.cli;

import io.shiplog.executor.runtime.docker.EngineOrphans;
import io.shiplog.executor.runtime.process.ProcessPods;
import io.shiplog.executor.runtime.process.ProcessRuntime;
import io.shiplog.standalone.broker.Ports;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.Preflight;
import io.shiplog.standalone.cell.RuntimeChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that a cluster needs of this machine. Exit code 1 when something would keep it from starting. */
@Command(name = "doctor", description = "Check this machine.", mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    private static final int MIN_FILES = 4096;
    private static final long MIB = 1024 * 1024;
    private static final long COMFORTABLE_FREE_MIB = 2048;
    private static final long MIN_FREE_MIB = 256;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "of the API server (default: ${DEFAULT-VALUE})")
    private int port = 6443;

    @Option(names = "--remove-orphans", description = "end containers whose cluster was deleted")
    private boolean removeOrphans;

    private boolean broken;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (removeOrphans) {
            out.println("ended " + ProcessPods.removeOrphans() + " processes of clusters that were deleted");
            RuntimeChoice.engine(System.getenv())
                    .ifPresent(host -> out.println(
                            "removed " + EngineOrphans.remove(host) + " containers of clusters that were deleted"));
        }
        int feature = Runtime.version().feature();
        report(out, feature >= 17 ? "ok" : "WRONG", "Java", Runtime.version() + " (17 or newer is needed)");
        disk(out);
        Optional<ClusterFile> running = ClusterFile.running(data.dir());
        if (running.isPresent()) {
            report(out, "ok", "cluster", "runs as process " + running.get().pid());
        } else {
            boolean free = Ports.isFree(port);
            report(
                    out,
                    free ? "ok" : "WRONG",
                    "port",
                    port
                            + (free
                                    ? " is free"
                                    : " is taken" + Preflight.portOwner(port)
                                            + ": stop that process, or use up --port"));
        }
        Optional<String> engine = RuntimeChoice.engine(System.getenv());
        report(
                out,
                engine.isPresent() ? "ok" : "note",
                "engine",
                engine.map(host -> "answers at " + host)
                        .orElse("no container engine answers; up runs the commands of containers as processes, without"
                                + " their images"));
        engine.ifPresent(host -> orphans(out, EngineOrphans.of(host).size(), "containers on the engine"));
        processes(out, running.isPresent());
        kubectl(out);
        files(out);
        return broken ? 1 : 0;
    }

    /** Whether limits are held where containers are processes, and what is left of clusters that are gone. */
    private void processes(PrintWriter out, boolean clusterRuns) {
        boolean held = ProcessRuntime.limitsCondition().getStatus().equals("True");
        report(
                out,
                held ? "ok" : "note",
                "limits",
                held
                        ? "of cpu and memory are held for processes too"
                        : "of cpu and memory are not held for processes, since /sys/fs/cgroup cannot be written");
        int kept = clusterRuns ? 0 : ProcessPods.running(data.dir().role("node-executor"));
        if (kept > 0) {
            report(
                    out,
                    "note",
                    "running",
                    kept + " containers run on as processes without the cluster: ./shiplog up" + data.suffix()
                            + " takes them up, ./shiplog down" + data.suffix() + " ends them");
        }
        orphans(out, ProcessPods.orphans().size(), "processes");
    }

    private void orphans(PrintWriter out, int count, String what) {
        if (count > 0) {
            report(
                    out,
                    "note",
                    "orphans",
                    count + " " + what + " belong to clusters that were deleted: ./shiplog doctor --remove-orphans"
                            + " ends them");
        }
    }

    private void disk(PrintWriter out) throws IOException {
        Path existing = data.dir().root();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        long free = Files.getFileStore(existing).getUsableSpace() / MIB;
        String verdict = free < MIN_FREE_MIB ? "WRONG" : free < COMFORTABLE_FREE_MIB ? "note" : "ok";
        report(out, verdict, "disk", free + " MB free where " + data.dir().root() + " lies");
        report(
                out,
                Files.isWritable(existing) ? "ok" : "WRONG",
                "data",
                data.dir().root() + (Files.exists(data.dir().broker()) ? " holds a cluster" : " is empty"));
    }

    private void kubectl(PrintWriter out) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of("kubectl", "version", "--client"))
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            report(out, "ok", "kubectl", text.lines().findFirst().orElse("answers nothing"));
        } catch (IOException e) {
            report(out, "note", "kubectl", "is not installed, or not on the PATH");
        }
    }

    private void files(PrintWriter out) throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.exists(limits)) {
            return;
        }
        for (String line : Files.readAllLines(limits)) {
            if (line.startsWith("Max open files")) {
                String soft = line.replaceAll("\\s+", " ").split(" ")[3];
                boolean enough = soft.equals("unlimited") || Long.parseLong(soft) >= MIN_FILES;
                report(
                        out,
                        enough ? "ok" : "note",
                        "files",
                        "at most " + soft + " open" + (enough ? "" : "; raise it for many watchers: ulimit -n 65536"));
            }
        }
    }

    private void report(PrintWriter out, String verdict, String what, String text) {
        broken |= verdict.equals("WRONG");
        out.printf("%-6s %-8s %s%n", verdict, what, text);
    }
}
