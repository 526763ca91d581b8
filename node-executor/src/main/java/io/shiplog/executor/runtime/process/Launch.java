package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.Addresses;
import io.shiplog.executor.pod.ContainerSetup;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.HostsFile;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.volume.PodVolumes;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns one container of a pod into the files of a run and starts its shim. Nothing is left behind when it comes to
 * nothing.
 */
final class Launch {

    private static final String DEFAULT_MESSAGE_PATH = "/dev/termination-log";

    private final Tools tools;
    private final Cgroups cgroups;
    private final PodVolumes volumes;
    private final String hostIp;

    Launch(Tools tools, Cgroups cgroups, PodVolumes volumes, String hostIp) {
        this.tools = tools;
        this.cgroups = cgroups;
        this.volumes = volumes;
        this.hostIp = hostIp;
    }

    /**
     * A place where something of ours appears in a container.
     *
     * @param source on this machine
     * @param target as the container sees it
     */
    private record Bind(Path source, String target, boolean readOnly) {}

    /** What the shell files are made of. */
    private record Plan(
            ContainerSetup setup, Map<String, String> env, Identity identity, List<String> command, List<Bind> binds) {}

    /** Writes the folder of the run. Throws with the reason that the pod's status will show. */
    void prepare(StartContainer call, PodRecord pod, RunFolder folder) throws StartException, IOException {
        PodTemplate template = call.template();
        ContainerSpec spec = template.containers().get(call.container());
        try {
            Addresses addresses = new Addresses(hostIp, pod.address());
            ContainerSetup setup = ContainerSetup.of(call.pod(), template, call.container(), call.configs(), addresses);
            if (setup.command().isEmpty()) {
                throw new StartException(
                        "CreateContainerError",
                        "image " + spec.image()
                                + " needs a container engine: install docker.io or podman, start with --runtime"
                                + " simulated, or give the container a command");
            }
            Identity identity = Identity.of(call.pod(), template.json(), spec.json(), tools);
            Map<String, Path> made = volumes.prepare(call.pod(), template, call.configs(), addresses);
            List<String> command = new ArrayList<>(setup.command());
            command.addAll(setup.args());
            List<Bind> binds = binds(setup, made);
            folder.make();
            Plan plan = new Plan(setup, environment(setup, pod, folder, identity), identity, command, binds);
            if (!tools.namespaces()) {
                Links.make(
                        pod.folder(),
                        binds.stream()
                                .collect(LinkedHashMap::new, (m, b) -> m.put(b.target(), b.source()), Map::putAll));
            }
            write(plan, pod, folder, spec);
            folder.write("index", call.container() + "\n"); // last: a folder without it was not finished
        } catch (UnmetConfigException e) {
            throw new StartException("CreateContainerConfigError", String.valueOf(e.getMessage()));
        }
    }

    private static List<Bind> binds(ContainerSetup setup, Map<String, Path> made) throws IOException, StartException {
        List<Bind> out = new ArrayList<>();
        for (ContainerSetup.Mount mount : setup.mounts()) {
            Path volume = made.get(mount.volume());
            if (volume == null) {
                throw new StartException(
                        "CreateContainerError", "the pod has no volume \"" + mount.volume() + "\" to mount");
            }
            out.add(new Bind(PodVolumes.within(volume, mount.subPath()), mount.mountPath(), mount.readOnly()));
        }
        out.sort(Comparator.comparingInt(bind -> Path.of(bind.target()).getNameCount())); // outer ones first
        return out;
    }

    private Map<String, String> environment(ContainerSetup setup, PodRecord pod, RunFolder folder, Identity identity) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("PATH", Tools.PATH);
        out.put("HOME", identity.uid() <= 0 ? System.getProperty("user.home") : "/");
        out.put("HOSTNAME", HostsFile.hostname(pod.ref(), pod.template()));
        out.put("POD_IP", pod.address());
        out.put(Trees.MARK, folder.path().toString());
        out.putAll(setup.env());
        return out;
    }

    private void write(Plan plan, PodRecord pod, RunFolder folder, ContainerSpec spec) throws IOException {
        folder.write("plan.sh", planText(plan, pod, folder, spec));
        String become = become(plan);
        folder.write("main.sh", mainText(plan, become));
        folder.write(
                "enter-main.sh",
                Shell.exports(plan.env()) + "cd " + Shell.quote(directory(plan, folder)) + " || exit 126\n"
                        + "command -v \"$1\" >/dev/null 2>&1 || {\n"
                        + "    printf 'exec: \"%s\": executable file not found in $PATH\\n' "
                        + "\"$1\" >&2\n    exit 127\n}\n"
                        + "exec 5<&-\nexec " + become + " \"$@\"\n");
        if (Json.flagAt(spec.json(), "stdin")) {
            Fifo.make(folder.stdin());
        }
    }

    /** What stands before the command: variables that a shell cannot hold, and the user. */
    private String become(Plan plan) {
        String env = Tools.program("env");
        String out = Shell.env(plan.env()).replaceFirst("^env", env == null ? "env" : env);
        String setpriv = tools.setpriv();
        return plan.identity().options().isEmpty() || setpriv == null
                ? out
                : out + " " + setpriv + " " + Shell.words(plan.identity().options()) + " --";
    }

    private String planText(Plan plan, PodRecord pod, RunFolder folder, ContainerSpec spec) throws IOException {
        StringBuilder out = new StringBuilder();
        StringBuilder procs = new StringBuilder();
        String key = pod.ref().uid() + "-" + folder.container() + "-" + folder.attempt();
        for (Path file : cgroups.make(key, Resources.limits(spec.json()))) {
            out.append("cgroup ").append(Shell.quote(file.toString())).append('\n');
            procs.append(file).append('\n');
        }
        folder.write("cgroups", procs.toString());
        out.append("echo ")
                .append(Resources.oomScoreAdj(pod.template(), spec.json(), Resources.machineBytes()))
                .append(" 2>/dev/null >/proc/self/oom_score_adj\n");
        Identity identity = plan.identity();
        if (identity.uid() >= 0 || identity.gid() >= 0) {
            out.append("chown ")
                    .append(identity.uid() < 0 ? "" : identity.uid())
                    .append(identity.gid() < 0 ? "" : ":" + identity.gid())
                    .append(" log log/* work\n");
        }
        if (!tools.namespaces()) {
            return out.toString();
        }
        if (!pod.template().hostNetwork()) {
            out.append("host_name ")
                    .append(Shell.quote(HostsFile.hostname(pod.ref(), pod.template())))
                    .append('\n');
        }
        hosts(pod, folder);
        bind(out, new Bind(folder.path().resolve("hosts"), "/etc/hosts", false));
        String message = Json.textAt(spec.json(), "terminationMessagePath");
        bind(out, new Bind(folder.terminationLog(), message.isEmpty() ? DEFAULT_MESSAGE_PATH : message, false));
        plan.binds().forEach(bind -> bind(out, bind));
        return out.toString();
    }

    private static void hosts(PodRecord pod, RunFolder folder) throws IOException {
        Path own = Path.of("/etc/hosts");
        String text = pod.template().hostNetwork() && Files.isReadable(own)
                ? Files.readString(own) + HostsFile.aliases(pod.template())
                : HostsFile.of(pod.ref(), pod.template(), pod.address());
        Files.writeString(folder.path().resolve("hosts"), text);
    }

    private static void bind(StringBuilder out, Bind bind) {
        out.append("bind ")
                .append(Shell.quote(bind.source().toString()))
                .append(' ')
                .append(Shell.quote(bind.target()))
                .append(bind.readOnly() ? " ro\n" : " rw\n");
    }

    private static String directory(Plan plan, RunFolder folder) {
        return plan.setup().workingDir().isEmpty()
                ? folder.path().resolve("work").toString()
                : plan.setup().workingDir();
    }

    /** The last steps, in the container's own view: directory, command, and word to the executor that it runs. */
    private String mainText(Plan plan, String become) {
        String command = plan.command().get(0);
        String dir = plan.setup().workingDir();
        String cd = dir.isEmpty()
                ? "cd \"$1/work\" 2>/dev/null || cd /\n"
                : "cd " + Shell.quote(dir) + " 2>/dev/null || fail RunContainerError "
                        + Shell.quote("cannot change to workingDir \"" + dir + "\": no such directory on this machine")
                        + "\n";
        return "fail() {\n    echo \"$*\" >&4\n    exit 128\n}\n"
                + cd
                + "read -r _stat </proc/self/stat\nread -r _boot </proc/sys/kernel/random/boot_id\n"
                + "set -- ${_stat##*) }\nset -- \"$$ ${20} $_boot\"\nunset _stat _boot\n"
                + Shell.exports(plan.env())
                + "command -v " + Shell.quote(command) + " >/dev/null 2>&1 || fail RunContainerError "
                + Shell.quote(missing(command)) + "\n"
                + "echo \"$1\" >&3\n"
                + "exec 3>&- 4>&- 5<&-\n"
                + "exec " + become + " " + Shell.words(plan.command()) + "\n";
    }

    /** runc's words. */
    private static String missing(String command) {
        String what = !command.contains("/")
                ? "executable file not found in $PATH"
                : Files.exists(Path.of(command))
                        ? "permission denied"
                        : "stat " + command + ": no such file or directory";
        return "failed to start container process: exec: \"" + command + "\": " + what;
    }

    /** Starts the shim, which leads a session of its own and so outlives this process and its terminal. */
    void start(RunFolder folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        tools.setsid(),
                        "sh",
                        tools.path("shim.sh"),
                        folder.path().toString(),
                        tools.mode())
                .directory(folder.path().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.path().resolve("shim.log").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", Tools.PATH);
        builder.environment().put(Trees.MARK, folder.path().toString());
        builder.start();
    }

    /** Whether the pod's spec asks for input, so that a container may be attached to. */
    static boolean takesInput(ObjectNode container) {
        return Json.flagAt(container, "stdin");
    }
}
