package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod with its runs. What must outlive the executor stands in {@code pod.json} of its folder.
 *
 * @param address in 127/8, or the node's where the pod asked for the host's network
 * @param runs by container and attempt
 */
record PodRecord(PodRef ref, PodTemplate template, Path folder, String address, Map<String, Run> runs) {

    private static final Logger LOG = LoggerFactory.getLogger(PodRecord.class);
    private static final String FILE = "pod.json";

    PodRecord(PodRef ref, PodTemplate template, Path folder, String address) {
        this(ref, template, folder, address, new ConcurrentSkipListMap<>());
    }

    static String key(String container, int attempt) {
        return container + "-" + attempt;
    }

    @Nullable
    Run run(String container, int attempt) {
        return runs.get(key(container, attempt));
    }

    /** The run of a container by its index. */
    @Nullable
    Run run(int index, int attempt) {
        boolean known = index >= 0 && index < template.containers().size();
        return known ? run(template.containers().get(index).name(), attempt) : null;
    }

    Run add(RunFolder run, int index) {
        Run made = new Run(this, run, index);
        runs.put(key(run.container(), run.attempt()), made);
        return made;
    }

    /** Writes the record, whole or not at all. */
    void save() throws IOException {
        ObjectNode tree = Json.object()
                .put("node", ref.node())
                .put("namespace", ref.namespace())
                .put("name", ref.name())
                .put("uid", ref.uid())
                .put("address", address)
                .put("template", template.source());
        Files.createDirectories(folder);
        Path half = folder.resolve(FILE + ".new");
        Files.write(half, Json.bytes(tree));
        Files.move(half, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads a pod's folder with its runs; null when it holds no pod. */
    static @Nullable PodRecord load(Path folder) {
        try {
            Path file = folder.resolve(FILE);
            if (!Files.exists(file)) {
                return null;
            }
            ObjectNode tree = Json.parse(Files.readAllBytes(file));
            PodRef ref = new PodRef(
                    Json.textAt(tree, "node"),
                    Json.textAt(tree, "namespace"),
                    Json.textAt(tree, "name"),
                    Json.textAt(tree, "uid"));
            PodTemplate template = PodTemplate.parse(Json.textAt(tree, "template"));
            PodRecord pod = new PodRecord(ref, template, folder, Json.textAt(tree, "address"));
            pod.loadRuns();
            return pod;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read and is left alone: {}", folder, e.getMessage());
            return null;
        }
    }

    private void loadRuns() throws IOException {
        Path containers = folder.resolve("containers");
        if (!Files.isDirectory(containers)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(containers)) {
            for (Path entry : entries) {
                RunFolder run = new RunFolder(entry);
                int index = run.index();
                if (index >= 0) {
                    add(run, index);
                }
            }
        }
    }
}
