package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Security context of a container in the engine's terms; what an engine cannot hold is refused. */
final class Security {

    private final ObjectNode own;
    private final JsonNode pod;

    private Security(PodTemplate template, ContainerSpec spec) {
        own = spec.json().get("securityContext") instanceof ObjectNode found ? found : Json.object();
        pod = template.json().path("securityContext");
    }

    /**
     * Fills in everything but the user, and gives the user: uid, uid:gid, or empty for the image's own.
     *
     * @param imageUser the image's own user
     */
    static String apply(HostConfig host, PodTemplate template, ContainerSpec spec, PodRef ref, String imageUser)
            throws UnmetConfigException {
        Security context = new Security(template, spec);
        String user = context.user(spec, ref, imageUser);
        context.refuse();
        boolean privileged = Json.flagAt(context.own, "privileged");
        host.withPrivileged(privileged);
        host.withReadonlyRootfs(Json.flagAt(context.own, "readOnlyRootFilesystem"));
        host.withCapAdd(capabilities(Json.textsAt(context.own, "capabilities", "add")));
        host.withCapDrop(capabilities(Json.textsAt(context.own, "capabilities", "drop")));
        List<String> options = context.options(privileged);
        if (!options.isEmpty()) {
            host.withSecurityOpts(options);
        }
        List<String> groups = new ArrayList<>();
        JsonNode fsGroup = context.pod.get("fsGroup");
        if (fsGroup != null && fsGroup.isNumber()) {
            groups.add(fsGroup.asText());
        }
        context.pod.path("supplementalGroups").forEach(group -> groups.add(group.asText()));
        if (!groups.isEmpty()) {
            host.withGroupAdd(groups);
        }
        return user;
    }

    /**
     * An engine whose machine has no AppArmor takes a profile and does not mention that it holds nothing.
     *
     * @param appArmor the engine holds profiles
     */
    static void refuseProfiles(PodTemplate template, ContainerSpec spec, boolean appArmor) throws UnmetConfigException {
        String profile = new Security(template, spec).type("appArmorProfile");
        if (!appArmor && !profile.isEmpty() && !profile.equals("Unconfined")) {
            throw new UnmetConfigException("Cannot enforce AppArmor: AppArmor is not enabled on the host");
        }
    }

    /** Kernel parameters of the pod, for the container that owns its namespaces. */
    static Map<String, String> sysctls(PodTemplate template) {
        Map<String, String> out = new TreeMap<>();
        for (ObjectNode sysctl : Json.objectsAt(template.json(), "securityContext", "sysctls")) {
            out.put(Json.textAt(sysctl, "name").replace('/', '.'), Json.textAt(sysctl, "value"));
        }
        return out;
    }

    private @Nullable JsonNode either(String field) {
        JsonNode mine = own.get(field);
        JsonNode theirs = pod.get(field);
        return mine != null && !mine.isNull() ? mine : theirs == null || theirs.isNull() ? null : theirs;
    }

    private String user(ContainerSpec spec, PodRef ref, String imageUser) throws UnmetConfigException {
        JsonNode uid = either("runAsUser");
        JsonNode gid = either("runAsGroup");
        JsonNode nonRoot = either("runAsNonRoot");
        if (nonRoot != null && nonRoot.asBoolean()) {
            String where = " (pod: \"" + ref.words() + "\", container: " + spec.name() + ")";
            refuseRoot(uid, imageUser.split(":", 2)[0], where);
        }
        if (uid == null && gid == null) {
            return "";
        }
        String user = uid == null ? imageUser.split(":", 2)[0] : uid.asText();
        return gid == null ? user : (user.isEmpty() ? "0" : user) + ":" + gid.asText();
    }

    private static void refuseRoot(@Nullable JsonNode uid, String imageUser, String where) throws UnmetConfigException {
        if (uid != null) {
            if (uid.asLong() == 0) {
                throw new UnmetConfigException("container's runAsUser breaks non-root policy" + where);
            }
            return;
        }
        if (imageUser.isEmpty() || imageUser.equals("0") || imageUser.equals("root")) {
            throw new UnmetConfigException("container has runAsNonRoot and image will run as root" + where);
        }
        if (!imageUser.chars().allMatch(Character::isDigit)) {
            throw new UnmetConfigException("container has runAsNonRoot and image has non-numeric user (" + imageUser
                    + "), cannot verify user is non-root" + where);
        }
    }

    private void refuse() throws UnmetConfigException {
        JsonNode windows = either("windowsOptions");
        if (windows != null && !windows.isEmpty()) {
            throw new UnmetConfigException("securityContext.windowsOptions needs a Windows node");
        }
        if (Json.textAt(own, "procMount").equals("Unmasked")) {
            throw new UnmetConfigException("securityContext.procMount Unmasked is not supported by the docker runtime");
        }
        String seccomp = type("seccompProfile");
        if (seccomp.equals("Localhost")) {
            throw new UnmetConfigException("securityContext.seccompProfile of type Localhost is not supported by the"
                    + " docker runtime: use RuntimeDefault or Unconfined");
        }
    }

    private String type(String field) {
        JsonNode profile = either(field);
        return profile == null ? "" : Json.textAt(profile, "type");
    }

    private List<String> options(boolean privileged) {
        List<String> out = new ArrayList<>();
        JsonNode escalation = own.get("allowPrivilegeEscalation");
        if (escalation != null && escalation.isBoolean() && !escalation.asBoolean() && !privileged) {
            out.add("no-new-privileges");
        }
        if (type("seccompProfile").equals("Unconfined")) {
            out.add("seccomp=unconfined");
        }
        JsonNode armor = either("appArmorProfile");
        String profile = type("appArmorProfile");
        if (profile.equals("Unconfined")) {
            out.add("apparmor=unconfined");
        } else if (armor != null && profile.equals("Localhost")) {
            out.add("apparmor=" + Json.textAt(armor, "localhostProfile"));
        }
        labels(out);
        return out;
    }

    private void labels(List<String> out) {
        JsonNode linux = either("seLinuxOptions");
        if (linux != null) {
            for (String field : List.of("user", "role", "type", "level")) {
                String value = Json.textAt(linux, field);
                if (!value.isEmpty()) {
                    out.add("label=" + field + ":" + value);
                }
            }
        }
    }

    private static Capability[] capabilities(List<String> names) throws UnmetConfigException {
        List<Capability> out = new ArrayList<>();
        for (String name : names) {
            try {
                out.add(Capability.valueOf(name.startsWith("CAP_") ? name.substring(4) : name));
            } catch (IllegalArgumentException e) {
                throw new UnmetConfigException("unknown capability \"" + name + "\"");
            }
        }
        return out.toArray(Capability[]::new);
    }
}
