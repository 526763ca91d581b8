package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.ContainerRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The pods of an executor by uid, read from disk once and kept in step with it. */
final class PodShelf {

    private final Map<String, PodRecord> pods = new ConcurrentHashMap<>();

    PodShelf(Path root) {
        for (PodRecord pod : load(root)) {
            add(pod);
        }
    }

    /** Every pod below a directory; none when there is no such directory. */
    static List<PodRecord> load(Path root) {
        List<PodRecord> out = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return out;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                PodRecord pod = PodRecord.load(folder);
                if (pod != null) {
                    out.add(pod);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + root, e);
        }
        return out;
    }

    void add(PodRecord pod) {
        pods.put(pod.ref().uid(), pod);
    }

    void remove(String uid) {
        pods.remove(uid);
    }

    @Nullable
    PodRecord pod(String uid) {
        return pods.get(uid);
    }

    List<PodRecord> all() {
        return List.copyOf(pods.values());
    }

    @Nullable
    Run run(ContainerRef ref) {
        PodRecord pod = pods.get(ref.pod().uid());
        return pod == null ? null : pod.run(ref.container(), ref.attempt());
    }

    /** Runs that are not known to be over. */
    List<Run> live() {
        return all().stream()
                .flatMap(pod -> pod.runs().values().stream())
                .filter(run -> !run.ended)
                .toList();
    }
}
