package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one run of one container, which outlive the executor: what was asked for, written before the shim
 * starts, and what came of it, written by the shim. See shim.sh and launch.sh.
 */
record RunFolder(Path path) {

    /** The folder of a run below its pod's folder. */
    static RunFolder of(Path pod, String container, int attempt) {
        return new RunFolder(pod.resolve("containers").resolve(container + "-" + attempt));
    }

    /** Makes the folder, for its owner alone: the environment in it may hold secrets. */
    void make() throws IOException {
        Files.createDirectories(path.getParent());
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Files.createDirectory(path.resolve("work"));
        Files.createDirectory(path.resolve("log")); // apart from the others, whose every change is looked at
        Files.createFile(stdout());
        Files.createFile(stderr());
        Files.createFile(terminationLog());
    }

    /** Writes a file that only the owner may read. */
    void write(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    Path stdout() {
        return path.resolve("log/stdout");
    }

    Path stderr() {
        return path.resolve("log/stderr");
    }

    /** What appears at terminationMessagePath. */
    Path terminationLog() {
        return path.resolve("log/termination-log");
    }

    /** Named pipe that is the container's input, when it wants one. */
    Path stdin() {
        return path.resolve("stdin");
    }

    /** Name of the container. */
    String container() {
        String name = path.getFileName().toString();
        return name.substring(0, name.lastIndexOf('-'));
    }

    /** Which run. */
    int attempt() {
        String name = path.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    /** Index into the template's containers, or -1 when the folder was not finished. */
    int index() {
        String text = text("index").strip();
        return text.isEmpty() ? -1 : Integer.parseInt(text);
    }

    /** The container's own process, once it is about to become its command. */
    @Nullable
    ProcessMark process() {
        return ProcessMark.parse(text("pid"));
    }

    /** The shim, once it runs. */
    @Nullable
    ProcessMark shim() {
        return ProcessMark.parse(text("shim"));
    }

    /** True while the shim runs, which ends after it has written the exit code. */
    boolean shimRuns() {
        ProcessMark shim = shim();
        return shim != null && shim.runs();
    }

    /** The process that keeps the input open. */
    @Nullable
    Long keeper() {
        String text = text("keeper").strip();
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    /** As the shell counts: 128 and the signal for one that was killed. */
    OptionalInt exitCode() {
        String text = text("exit").strip();
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    /** A Kubernetes reason, a blank and words, when the command never ran; else empty. */
    String failed() {
        return text("failed").strip();
    }

    /** When the command began, epoch milliseconds. */
    long startedMillis() {
        return modified("pid");
    }

    /** When it ended. */
    long endedMillis() {
        return modified("exit");
    }

    /** One file's text, empty when there is none. */
    String text(String name) {
        Path file = path.resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private long modified(String name) {
        try {
            return Files.getLastModifiedTime(path.resolve(name)).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Deletes the folder and what is in it. */
    void delete() {
        delete(path);
    }

    /** Deletes a directory with all that is in it; links are not followed. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }

    /** Where a call's run lives below its pod's folder. */
    static RunFolder of(Path pod, StartContainer call) {
        return of(pod, call.template().containers().get(call.container()).name(), call.attempt());
    }
}
