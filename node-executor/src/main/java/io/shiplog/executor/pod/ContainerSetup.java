package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A container with everything put in that its spec only refers to: what CRI calls ContainerConfig. Pure.
 *
 * @param command entry point, empty for the image's own
 * @param args arguments, empty for the image's own unless a command is given
 * @param workingDir empty for the image's own
 * @param env variables in order
 * @param mounts where volumes appear
 */
public record ContainerSetup(
        List<String> command, List<String> args, String workingDir, Map<String, String> env, List<Mount> mounts) {

    /**
     * One volume in one container (v1.VolumeMount).
     *
     * @param subPath path inside the volume, $(VAR) references of subPathExpr resolved; empty for the whole
     */
    public record Mount(String volume, String mountPath, String subPath, boolean readOnly) {}

    /** Resolves a container of a template. Throws when something that it needs does not exist. */
    public static ContainerSetup of(
            PodRef pod, PodTemplate template, int container, PodConfigs configs, Addresses addresses)
            throws UnmetConfigException {
        ObjectNode json = template.containers().get(container).json();
        Map<String, String> env = Environment.variables(json, pod, addresses.hostIp());
        List<Mount> mounts = new ArrayList<>();
        for (ObjectNode mount : Json.objectsAt(json, "volumeMounts")) {
            mounts.add(new Mount(
                    Json.textAt(mount, "name"),
                    Json.textAt(mount, "mountPath"),
                    Json.textAt(mount, "subPath"),
                    Json.flagAt(mount, "readOnly")));
        }
        return new ContainerSetup(
                Environment.expand(Json.textsAt(json, "command"), env),
                Environment.expand(Json.textsAt(json, "args"), env),
                Json.textAt(json, "workingDir"),
                env,
                mounts);
    }
}
