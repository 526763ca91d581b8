package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
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

    /**
     * Resolves a container of a template.
     *
     * @param container index into the template's containers
     * @throws UnmetConfigException when something that it needs does not exist, in the kubelet's words
     */
    public static ContainerSetup of(
            PodRef pod, PodTemplate template, int container, PodConfigs configs, Addresses addresses)
            throws UnmetConfigException {
        return of(pod, template, container, configs, addresses, Map.of());
    }

    /**
     * Resolves a container of a template.
     *
     * @param allocatable what a limit that is not set stands for in resourceFieldRef, e.g. cpu of the node; 0 without
     */
    public static ContainerSetup of(
            PodRef pod,
            PodTemplate template,
            int container,
            PodConfigs configs,
            Addresses addresses,
            Map<String, Quantity> allocatable)
            throws UnmetConfigException {
        ObjectNode json = template.containers().get(container).json();
        PodFields fields = new PodFields(pod, template, addresses, allocatable);
        Map<String, String> env = new Variables(fields, configs).of(json);
        List<Mount> mounts = new ArrayList<>();
        for (ObjectNode mount : Json.objectsAt(json, "volumeMounts")) {
            mounts.add(new Mount(
                    Json.textAt(mount, "name"),
                    Json.textAt(mount, "mountPath"),
                    subPath(mount, env),
                    Json.flagAt(mount, "readOnly")));
        }
        return new ContainerSetup(
                Environment.expand(Json.textsAt(json, "command"), env),
                Environment.expand(Json.textsAt(json, "args"), env),
                Json.textAt(json, "workingDir"),
                env,
                mounts);
    }

    private static String subPath(ObjectNode mount, Map<String, String> env) throws UnmetConfigException {
        String expression = Json.textAt(mount, "subPathExpr");
        String path = expression.isEmpty() ? Json.textAt(mount, "subPath") : Environment.subPath(expression, env);
        if (path.startsWith("/")) {
            throw new UnmetConfigException("error SubPath `" + path + "` must not be an absolute path");
        }
        if (List.of(path.split("/")).contains("..")) {
            throw new UnmetConfigException("unable to provision SubPath `" + path + "`: must not contain '..'");
        }
        return path;
    }
}
