package io.shiplog.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.standalone.cell.DataDir;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a cluster's process was started, kept in DATA/launch.json so that it can be started the same way again: heap
 * options included, which the command that starts it anew may not have. The system's own account of a process is no
 * use: it leaves out arguments of more than a page, and a class path is longer than that.
 *
 * @param java options and class path of the Java machine, its program first, up to the main class
 * @param arguments from `up` on
 */
record LaunchCommand(List<String> java, List<String> arguments) {

    private static final String FILE = "launch.json";

    LaunchCommand {
        java = List.copyOf(java);
        arguments = arguments.stream().filter(arg -> !arg.equals("--detach")).toList();
    }

    /**
     * Arguments in which these options have these values, at the end, and nowhere else: what is typed in one directory
     * means another file in the next.
     */
    static List<String> inFull(List<String> arguments, Map<String, Path> paths) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (paths.containsKey(argument)) {
                i++; // its value is the next one
            } else if (!paths.containsKey(argument.replaceFirst("=.*", ""))) {
                out.add(argument);
            }
        }
        paths.forEach((option, path) -> out.add(option + "=" + path));
        return out;
    }

    /** This process's own Java with other arguments. */
    static LaunchCommand likeThis(List<String> arguments) {
        List<String> java = new ArrayList<>();
        java.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-D" + Detached.READY_FILE))
                .forEach(java::add);
        java.add("-cp");
        java.add(System.getProperty("java.class.path"));
        return new LaunchCommand(java, arguments);
    }

    /** How the cluster of a directory was started last; empty when nobody wrote it down. */
    static Optional<LaunchCommand> of(DataDir dir) {
        Path file = dir.root().resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ObjectNode tree = Json.parse(Files.readAllBytes(file));
            return Optional.of(new LaunchCommand(texts(tree.path("java")), texts(tree.path("arguments"))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Writes it down in the directory of the cluster that it starts. */
    void write(DataDir dir) throws IOException {
        ObjectNode tree = Json.object();
        ArrayNode options = tree.putArray("java");
        java.forEach(options::add);
        ArrayNode rest = tree.putArray("arguments");
        arguments.forEach(rest::add);
        Files.write(dir.root().resolve(FILE), Json.bytes(tree));
    }

    /** The whole command, with one more option for Java. */
    List<String> line(String option) {
        List<String> out = new ArrayList<>(java);
        out.add(option);
        out.add(Main.class.getName());
        out.addAll(arguments);
        return out;
    }

    private static List<String> texts(JsonNode array) {
        List<String> out = new ArrayList<>();
        array.forEach(text -> out.add(text.asText()));
        return out;
    }
}
