package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import io.shiplog.executor.pod.ContainerSetup;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.volume.PodVolumes;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Volumes of a container as mounts of the engine. */
final class Binds {

    private Binds() {}

    /**
     * @param volumes where each volume lies on this machine
     * @throws IOException with a message for the user when a mount cannot be
     */
    static List<Mount> of(ContainerSpec spec, ContainerSetup setup, Map<String, Path> volumes) throws IOException {
        List<Mount> out = new ArrayList<>();
        for (ContainerSetup.Mount mount : setup.mounts()) {
            Path volume = volumes.get(mount.volume());
            if (volume == null) {
                throw new IOException("volume \"" + mount.volume() + "\" that is mounted at " + mount.mountPath()
                        + " is not supported by this node");
            }
            Path source = PodVolumes.within(volume, mount.subPath());
            out.add(bind(source, mount.mountPath(), mount.readOnly(), propagation(spec, mount.mountPath())));
        }
        return out;
    }

    /** A mount of a path that is there. */
    static Mount bind(Path source, String target, boolean readOnly, BindPropagation propagation) {
        Mount out = new Mount()
                .withType(MountType.BIND)
                .withSource(source.toAbsolutePath().toString())
                .withTarget(target)
                .withReadOnly(readOnly);
        return propagation == BindPropagation.R_PRIVATE
                ? out
                : out.withBindOptions(new BindOptions().withPropagation(propagation));
    }

    private static BindPropagation propagation(ContainerSpec spec, String mountPath) {
        for (ObjectNode mount : Json.objectsAt(spec.json(), "volumeMounts")) {
            if (Json.textAt(mount, "mountPath").equals(mountPath)) {
                return switch (Json.textAt(mount, "mountPropagation")) {
                    case "HostToContainer" -> BindPropagation.R_SLAVE;
                    case "Bidirectional" -> BindPropagation.R_SHARED;
                    default -> BindPropagation.R_PRIVATE;
                };
            }
        }
        return BindPropagation.R_PRIVATE;
    }
}
