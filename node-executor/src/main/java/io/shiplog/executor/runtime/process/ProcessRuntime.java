package io.shiplog.executor.runtime.process;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Termination;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.ContainerRuntime;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.Probe;
import io.shiplog.executor.runtime.RuntimeCall.RemovePod;
import io.shiplog.executor.runtime.RuntimeCall.RunHook;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.RuntimeCall.StopContainer;
import io.shiplog.executor.runtime.RuntimeCall.UpdateVolumes;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.executor.runtime.machine.RuntimeContext;
import io.shiplog.executor.runtime.probe.Probes;
import io.shiplog.executor.volume.PodVolumes;
import io.shiplog.schemas.record.NodeConditionReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods as plain processes of this machine, for machines without a container engine. Every container runs in a session
 * of its own under a shim (shim.sh) that outlives this process; what happens is read from the files that the shim
 * writes, so that a container is followed in the same way whoever started it. The README of this package tells the
 * rest.
 */
public final class ProcessRuntime implements ContainerRuntime {

    /** Runs of a container that are kept: the newest, and the one before for {@code --previous}. */
    private static final int RUNS_KEPT = 2;
    /** How long the end of killed processes is waited for before the pod's removal is left to the next call. */
    private static final long KILL_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);

    private final RuntimeContext context;
    private final PodVolumes volumes;
    private final Cgroups cgroups;
    private final Trees trees;
    private final Launch launch;
    private final LoopbackAddresses addresses;
    private final PodShelf shelf;
    private final PodQueue queue = new PodQueue();
    private final FolderWatch watch;
    private final LogFiles logs;
    private final ProcessAccess access;
    private final Probes probes;
    private volatile Consumer<List<Observation>> sink = seen -> {};

    /** Looks around on this machine. Throws IllegalStateException with a sentence for the user when it will not do. */
    public ProcessRuntime(RuntimeContext context) {
        this(context, Cgroups.find(), LoopbackAddresses.ofMachine());
    }

    ProcessRuntime(RuntimeContext context, Cgroups cgroups, LoopbackAddresses addresses) {
        this.context = context;
        this.cgroups = cgroups;
        this.addresses = addresses;
        Tools tools = Tools.find(context.dataDir().resolve("shim").toAbsolutePath());
        Path root = pods(context.dataDir());
        volumes = new PodVolumes(root);
        shelf = new PodShelf(root);
        trees = new Trees(cgroups);
        launch = new Launch(tools, cgroups, volumes, context.address());
        watch = new FolderWatch(run -> queue.add(run.pod.ref().uid(), () -> look(run)), this::sweep);
        logs = new LogFiles(shelf);
        access = new ProcessAccess(shelf, tools);
        probes = new Probes(access, this::address, seen -> sink.accept(seen));
        shelf.all().forEach(pod -> addresses.keep(pod.address(), pod.folder()));
    }

    /** Node condition that says whether the limits of containers are held on this machine. */
    public static NodeConditionReport limitsCondition() {
        return limitsCondition(Cgroups.find());
    }

    static NodeConditionReport limitsCondition(Cgroups cgroups) {
        boolean enforced = cgroups.enforced();
        return new NodeConditionReport(
                "ResourceLimitsEnforced",
                enforced ? "True" : "False",
                enforced ? "CgroupsWritable" : "CgroupsNotWritable",
                enforced
                        ? "limits of cpu and memory are held by control groups"
                        : "limits of " + String.join(" and ", cgroups.unlimited())
                                + " are not held: the executor may not write their controllers below /sys/fs/cgroup,"
                                + " or the system does not offer them there: start it as root, and enable them");
    }

    /** Where the pods of an executor lie, below its data directory. */
    static Path pods(Path dataDir) {
        return dataDir.resolve("pods").toAbsolutePath();
    }

    private String address(PodRef ref) {
        PodRecord pod = shelf.pod(ref.uid());
        return pod == null ? "" : pod.address();
    }

    @Override
    public String version() {
        return "process://0.1.0";
    }

    @Override
    public void start(Consumer<List<Observation>> newSink) {
        sink = newSink;
        for (Run run : shelf.live()) {
            watch.add(run);
            queue.add(run.pod.ref().uid(), () -> look(run));
        }
        watch.start();
        logs.start();
    }

    @Override
    public String unready() {
        return "";
    }

    @Override
    public PodAccess access() {
        return access;
    }

    @Override
    public LogSource logs() {
        return logs;
    }

    @Override
    public UsageSource usage() {
        return new ProcessUsage(shelf, cgroups, trees, logs, volumes);
    }

    @Override
    public ImageStore images() {
        return ImageStore.NONE;
    }

    @Override
    public List<FoundPod> listPods() {
        List<FoundPod> out = new ArrayList<>();
        for (PodRecord pod : shelf.all()) {
            Map<String, Run> newest = new LinkedHashMap<>();
            for (Run run : pod.runs().values()) {
                newest.merge(run.folder.container(), run, (a, b) -> a.attempt() > b.attempt() ? a : b);
            }
            List<FoundPod.FoundContainer> containers = new ArrayList<>();
            for (Run run : newest.values()) {
                FoundPod.FoundContainer found = found(run);
                if (found != null) {
                    containers.add(found);
                }
            }
            out.add(new FoundPod(pod.ref(), pod.template().source(), pod.address(), containers));
        }
        return out;
    }

    /** Null for a run that has not begun: its start is asked for again, and goes on where it was. */
    private FoundPod.@Nullable FoundContainer found(Run run) {
        ProcessMark process = run.folder.process();
        Termination end = null;
        if (process == null) {
            if (!Endings.failure(run)[0].equals("RunContainerError")
                    || run.folder.exitCode().isEmpty()) {
                return null;
            }
            end = Endings.cannotRun(run, run.folder.endedMillis());
        } else if (run.folder.exitCode().isPresent() || !(process.runs() || run.folder.shimRuns())) {
            end = Endings.of(run, cgroups.outOfMemory(run.key()), now());
        }
        run.started = process != null;
        run.ended = end != null;
        if (end != null) {
            queue.add(run.pod.ref().uid(), () -> cleanUp(run));
        }
        return new FoundPod.FoundContainer(
                run.folder.container(), run.attempt(), run.folder.startedMillis(), "", "", true, end);
    }

    @Override
    public void call(List<RuntimeCall> calls) {
        for (RuntimeCall call : calls) {
            String uid = call.pod().uid();
            if (call instanceof StartContainer start) {
                queue.add(uid, () -> start(start));
            } else if (call instanceof StopContainer stop) {
                queue.add(uid, () -> stop(stop));
            } else if (call instanceof RemovePod remove) {
                queue.add(uid, () -> remove(remove.pod()));
            } else if (call instanceof UpdateVolumes update) {
                queue.add(uid, () -> update(update));
            } else if (call instanceof Probe probe) {
                probes.probe(probe);
            } else if (call instanceof RunHook hook) {
                probes.hook(hook);
            }
        }
    }

    private void start(StartContainer call) {
        String name = call.template().containers().get(call.container()).name();
        try {
            PodRecord pod = pod(call.pod(), call.template());
            Run known = pod.run(name, call.attempt());
            if (known != null && again(known)) {
                return;
            }
            RunFolder folder = RunFolder.of(pod.folder(), name, call.attempt());
            folder.delete();
            PortWarnings.of(pod, call.container(), "it cannot listen there", now())
                    .forEach(this::see);
            Shortfalls.of(pod, call.container(), now()).forEach(this::see);
            launch.prepare(call, pod, folder);
            Run run = pod.add(folder, call.container());
            watch.add(run);
            run.launched = launch.start(folder);
            forgetOld(pod, name, call.attempt() - RUNS_KEPT);
        } catch (StartException e) {
            abandon(call);
            failed(call, e.reason(), String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot start {} of {}", name, call.pod().words(), e);
            abandon(call);
            failed(call, "CreateContainerError", words(e));
        }
    }

    /** Takes back what a start has made before it failed. */
    private void abandon(StartContainer call) {
        PodRecord pod = shelf.pod(call.pod().uid());
        if (pod == null) {
            return;
        }
        Run run = new Run(pod, RunFolder.of(pod.folder(), call), call.container());
        Run added = pod.runs().remove(PodRecord.key(run.folder.container(), call.attempt()));
        if (added != null) {
            added.ended = true;
            watch.remove(added);
        }
        cgroups.remove(run.key());
        run.folder.delete();
    }

    private static String words(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private PodRecord pod(PodRef ref, PodTemplate template) throws IOException {
        PodRecord known = shelf.pod(ref.uid());
        if (known != null) {
            return known;
        }
        Path folder = volumes.folder(ref);
        Files.createDirectories(folder);
        String address = template.hostNetwork() ? context.address() : addresses.claim(ref.uid(), folder);
        PodRecord made = new PodRecord(ref, template, folder, address);
        made.save();
        shelf.add(made);
        return made;
    }

    /** A run that is there is reported as it is; false when it came to nothing and is to be made anew. */
    private boolean again(Run run) {
        boolean begun = run.folder.process() != null;
        boolean failedToRun =
                !begun && run.folder.exitCode().isPresent() && Endings.failure(run)[0].equals("RunContainerError");
        if (begun || failedToRun || run.folder.shimRuns()) {
            run.started = false;
            run.ended = false;
            watch.add(run);
            look(run);
            return true;
        }
        run.ended = true;
        cleanUp(run);
        run.pod.runs().remove(PodRecord.key(run.folder.container(), run.attempt()));
        return false;
    }

    private void forgetOld(PodRecord pod, String container, int upTo) {
        for (Run run : List.copyOf(pod.runs().values())) {
            if (run.folder.container().equals(container) && run.attempt() <= upTo) {
                cleanUp(run);
                run.folder.delete();
                pod.runs().remove(PodRecord.key(container, run.attempt()));
            }
        }
    }

    /** Looks at the files of a run and says what is new. Runs in the pod's turn. */
    private void look(Run run) {
        if (run.ended || !run.folder.exists()) {
            return;
        }
        ProcessMark process = run.folder.process();
        boolean exited = run.folder.exitCode().isPresent();
        if (!run.started && process != null) {
            run.started = true;
            started(run);
            if (run.stop != Run.Stop.NONE) {
                process.signal(run.stop == Run.Stop.KILL);
            }
        }
        if (exited || (gone(run, process) && run.folder.exitCode().isEmpty())) {
            ended(run, process != null);
        }
    }

    /** Neither the container nor its shim is there, and no code was left: somebody has killed both. */
    private static boolean gone(Run run, @Nullable ProcessMark process) {
        boolean shimBegan = run.folder.shim() != null;
        return shimBegan && !run.folder.shimRuns() && (process == null || !process.runs());
    }

    private void started(Run run) {
        PodRef pod = run.pod.ref();
        long at = run.folder.startedMillis();
        see(new Observation.Started(
                pod.node(), pod.uid(), run.index, run.attempt(), at, "", "", run.pod.address(), true));
    }

    private void ended(Run run, boolean begun) {
        run.ended = true;
        PodRef pod = run.pod.ref();
        if (begun) {
            Termination how = Endings.of(run, cgroups.outOfMemory(run.key()), now());
            cleanUp(run);
            if (how.exitCode() != 0 && run.stop == Run.Stop.NONE) {
                PortWarnings.of(run.pod, run.index, "perhaps why it has ended", now())
                        .forEach(this::see);
            }
            see(new Observation.Exited(pod.node(), pod.uid(), run.index, run.attempt(), how.finishedMillis(), how));
            return;
        }
        cleanUp(run);
        String[] failure = Endings.failure(run);
        see(new Observation.StartFailed(
                pod.node(), pod.uid(), run.index, run.attempt(), now(), failure[0], failure[1]));
    }

    /** Ends what the container left running, since nothing of it outlives its first process. */
    private void cleanUp(Run run) {
        watch.remove(run);
        if (!trees.kill(run, KILL_MILLIS)) {
            LOG.warn("processes of {} {} do not end: {}", run.pod.ref().words(), run.folder.container(), trees.of(run));
        }
        cgroups.remove(run.key());
        run.quiet = true;
    }

    private void stop(StopContainer call) {
        PodRecord pod = shelf.pod(call.pod().uid());
        Run run = pod == null ? null : pod.run(call.container(), call.attempt());
        if (run == null || run.ended) {
            lost(call, run);
            return;
        }
        run.stop = call.force() ? Run.Stop.KILL : Run.Stop.TERM;
        ProcessMark process = run.folder.process();
        if (process != null) {
            process.signal(call.force());
        }
        if (call.force()) {
            trees.of(run).forEach(Trees::kill);
        }
        look(run);
    }

    /** It is over, or never was: said again, in case that it was not heard. */
    private void lost(StopContainer call, @Nullable Run run) {
        String words = "The container could not be located when the pod was terminated";
        Termination how = run == null || run.folder.process() == null
                ? new Termination(137, 0, "ContainerStatusUnknown", words, 0, now())
                : Endings.of(run, false, now());
        see(new Observation.Exited(call.pod().node(), call.pod().uid(), call.container(), call.attempt(), now(), how));
    }

    private void remove(PodRef ref) {
        PodRecord pod = shelf.pod(ref.uid());
        try {
            if (pod != null) {
                for (Run run : pod.runs().values()) {
                    run.ended = true;
                    ProcessMark process = run.folder.process();
                    if (process != null) {
                        process.signal(true);
                    } else {
                        Trees.killUnbegun(run);
                    }
                    cleanUp(run);
                    Trees.killShim(run.folder, KILL_MILLIS);
                    if (!trees.of(run).isEmpty()) {
                        return; // warned of already; the core asks again
                    }
                }
                Links.remove(pod.folder());
            }
            volumes.remove(ref);
            if (pod != null) {
                addresses.release(pod.template().hostNetwork() ? "" : pod.address(), pod.folder());
            }
            shelf.remove(ref.uid());
            see(new Observation.PodRemoved(ref.node(), ref.uid(), now()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot remove {}: {}", ref.words(), words(e)); // the core asks again
        }
    }

    private void update(UpdateVolumes call) {
        try {
            volumes.update(call.pod(), call.template(), call.configs());
        } catch (IOException e) {
            LOG.warn("cannot update the volumes of {}: {}", call.pod().words(), words(e));
        }
    }

    /** What no file tells: a shim that was killed, and anything for which there was no watch. */
    private void sweep() {
        for (Run run : shelf.live()) {
            ProcessMark process = run.folder.process();
            if (!run.started || process == null || !process.runs()) {
                queue.add(run.pod.ref().uid(), () -> look(run));
            }
        }
    }

    private void failed(StartContainer call, String reason, String message) {
        see(new Observation.StartFailed(
                call.pod().node(), call.pod().uid(), call.container(), call.attempt(), now(), reason, message));
    }

    private void see(Observation seen) {
        sink.accept(List.of(seen));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    /** The run that a reference names, for tests. */
    @Nullable
    Run run(ContainerRef ref) {
        return shelf.run(ref);
    }

    @Override
    public void close() {
        probes.close();
        watch.close();
        logs.close();
        queue.close();
    }
}
