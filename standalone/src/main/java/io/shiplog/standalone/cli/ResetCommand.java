package io.shiplog.standalone.cli;

import io.shiplog.executor.runtime.docker.DockerRuntime;
import io.shiplog.executor.runtime.docker.EngineOrphans;
import io.shiplog.executor.runtime.process.ProcessPods;
import io.shiplog.schemas.object.Json;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.RuntimeChoice;
import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes a cluster with everything in it. */
@Command(name = "reset", description = "Delete the cluster with everything in it.", mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--force", description = "stop the cluster first when it is running")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Optional<ProcessHandle> running = ClusterFile.running(data.dir()).flatMap(ClusterFile::process);
        if (running.isPresent()) {
            if (!force) {
                throw new UserError(
                        "The cluster on " + data.dir().root() + " is running.",
                        "Stop it first (./shiplog down" + data.suffix() + "), or give --force.");
            }
            DownCommand.stop(running.get(), out);
        }
        if (Files.exists(data.dir().root()) && !looksLikeOurs()) {
            throw new UserError(
                    data.dir().root() + " holds no cluster, so nothing was deleted.",
                    "Check --data-dir; a cluster's directory has a broker/ in it.");
        }
        Optional<String> engine = RuntimeChoice.engine(System.getenv());
        int removed = engine.isEmpty() ? 0 : DockerRuntime.removeAll(engine.get(), clusterId());
        int ended = ProcessPods.removeAll(data.dir().role("node-executor"));
        data.dir().wipe();
        ended += ProcessPods.removeOrphans();
        removed += engine.isEmpty() ? 0 : EngineOrphans.remove(engine.get());
        if (removed > 0) {
            out.println("removed " + removed + " of its containers, and of clusters deleted before");
        }
        if (ended > 0) {
            out.println("ended " + ended + " processes of its containers, and of clusters deleted before");
        }
        out.println("deleted " + data.dir().root());
        return 0;
    }

    /** Of a cluster that got so far as to have one; else a name that nothing has. */
    private String clusterId() throws IOException {
        return Files.exists(data.dir().genesis())
                ? Json.textAt(Json.parse(Files.readAllBytes(data.dir().genesis())), "clusterId")
                : "none";
    }

    /** So that a slip in --data-dir does not delete somebody's home directory. */
    private boolean looksLikeOurs() {
        return Files.exists(data.dir().broker()) || Files.exists(data.dir().lock());
    }
}
