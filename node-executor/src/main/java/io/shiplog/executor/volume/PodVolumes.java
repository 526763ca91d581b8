package io.shiplog.executor.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.Addresses;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodFields;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the volumes of pods under one directory, one folder a pod. Thread-safe for different pods.
 *
 * <p>Example: {@code prepare} gives {@code {"config": root/UID/volumes/config, "host": /var/log}}; a runtime mounts
 * those, each through {@link #within} when the mount has a subPath.
 */
public final class PodVolumes {

    private static final int EMPTY_DIR = 0777;
    private static final int SET_GROUP = 02000;
    /** Containers of any user pass through; nobody else learns the names of the folders, in which Secrets lie. */
    private static final int ROOT_MODE = 0711;

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
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, AtomicFiles.permissions(ROOT_MODE));
        }
        Files.createDirectories(folder(pod));
        PodFields fields = new PodFields(pod, template, addresses, Map.of());
        Map<String, Path> out = new LinkedHashMap<>();
        for (ObjectNode volume : Json.objectsAt(template.json(), "volumes")) {
            out.put(Json.textAt(volume, "name"), made(volume, fields, configs));
        }
        return out;
    }

    /**
     * Brings files made of ConfigMaps, Secrets and fields up to date, each volume at once as Kubernetes does. A volume
     * that has lost what it is made of keeps its files.
     */
    public void update(PodRef pod, PodTemplate template, PodConfigs configs) throws IOException {
        PodFields fields = new PodFields(pod, template, new Addresses("", ""), Map.of());
        for (ObjectNode volume : Json.objectsAt(template.json(), "volumes")) {
            Path place = place(pod, volume);
            if (VolumePlan.TYPES.contains(type(volume)) && Files.isDirectory(place)) {
                try {
                    new AtomicFiles(place, group(template)).write(VolumePlan.of(volume, configs, fields));
                } catch (UnmetConfigException e) {
                    continue; // the files stay as they were until the object is there again
                }
            }
        }
    }

    /**
     * Removes the pod's folder and everything in it. What is mounted inside is unmounted first, so that nothing of it
     * is touched; links are not followed, so a hostPath stays as it is.
     */
    public void remove(PodRef pod) throws IOException {
        Path folder = folder(pod);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Path point : Mounts.below(folder)) {
            Mounts.unmount(point);
        }
        Trees.delete(folder);
    }

    /**
     * Where a subPath of a volume lies, made as a directory when it is missing.
     *
     * @param subPath as {@link io.shiplog.executor.pod.ContainerSetup.Mount} has it; empty for the volume itself
     * @throws IOException when it leads out of the volume, through a link for instance
     */
    public static Path within(Path volume, String subPath) throws IOException {
        if (subPath.isEmpty()) {
            return volume;
        }
        Path base = volume.toRealPath();
        Path here = base;
        for (Path step : Path.of(subPath).normalize()) {
            Path next = here.resolve(step);
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(next);
                Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(base));
            }
            here = next.toRealPath();
            if (!here.startsWith(base)) {
                throw new IOException("subPath \"" + subPath + "\" leads out of its volume " + volume);
            }
        }
        return here;
    }

    /** Bytes of the files in a volume that lies below the pod's folder, or -1 when it cannot be read. */
    public long bytes(PodRef pod, String volume) {
        Path place = place(pod, volume);
        try {
            return Files.isDirectory(place) ? Trees.bytes(place) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private Path place(PodRef pod, ObjectNode volume) {
        return place(pod, Json.textAt(volume, "name"));
    }

    private Path place(PodRef pod, String volume) {
        return folder(pod).resolve("volumes").resolve(volume);
    }

    /** The field that says what a volume is, e.g. emptyDir; a volume that says nothing is an emptyDir. */
    private static String type(ObjectNode volume) {
        for (var field : volume.properties()) {
            if (!field.getKey().equals("name") && field.getValue().isObject()) {
                return field.getKey();
            }
        }
        return "emptyDir";
    }

    private Path made(ObjectNode volume, PodFields fields, PodConfigs configs)
            throws IOException, UnmetConfigException {
        String type = type(volume);
        Path place = place(fields.pod(), volume);
        int group = group(fields.template());
        if (VolumePlan.TYPES.contains(type)) {
            new AtomicFiles(place, group).write(VolumePlan.of(volume, configs, fields));
            return place;
        }
        try {
            return switch (type) {
                case "emptyDir" -> emptyDir(place, volume, group);
                case "hostPath" ->
                    HostPaths.checked(Json.textAt(volume, "hostPath", "path"), Json.textAt(volume, "hostPath", "type"));
                default -> throw new IOException("type " + type + " is not supported by this release");
            };
        } catch (IOException e) {
            String said = e.getMessage();
            throw said != null && said.startsWith("hostPath")
                    ? e
                    : new IOException("volume \"" + Json.textAt(volume, "name") + "\": " + said, e);
        }
    }

    private static Path emptyDir(Path place, ObjectNode volume, int group) throws IOException {
        String medium = Json.textAt(volume, "emptyDir", "medium");
        if (!List.of("", "Memory").contains(medium)) {
            throw new IOException("an emptyDir of medium " + medium + " is not supported by this release");
        }
        boolean fresh = !Files.isDirectory(place);
        Files.createDirectories(place);
        if (medium.equals("Memory") && Mounts.below(place).isEmpty()) {
            fresh |= Mounts.tmpfs(place, "mode=0777" + size(volume));
        }
        if (fresh) {
            Files.setPosixFilePermissions(place, AtomicFiles.permissions(EMPTY_DIR));
            if (group >= 0) {
                Files.setAttribute(place, "unix:gid", group);
                Files.setAttribute(place, "unix:mode", EMPTY_DIR | SET_GROUP);
            }
        }
        return place;
    }

    private static String size(ObjectNode volume) {
        JsonNode limit = Json.at(volume, "emptyDir", "sizeLimit");
        return limit == null ? "" : ",size=" + Quantity.of(limit).units();
    }

    /** securityContext.fsGroup where this process may give files away, else -1. */
    private static int group(PodTemplate template) {
        return Mounts.ROOT ? (int) Json.longAt(template.json(), -1, "securityContext", "fsGroup") : -1;
    }
}
