package io.shiplog.executor.runtime.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who a container is: its security context as far as a process can hold it. What it cannot hold is refused, never
 * ignored. Pure.
 *
 * @param uid of the container, or -1 for the executor's own
 * @param gid likewise
 * @param options of setpriv, empty when nothing is to be changed
 */
record Identity(long uid, long gid, List<String> options) {

    /** Fields that stand for something that only an engine gives, and what to do without one. */
    private static final Map<String, String> NEED_AN_ENGINE = Map.of(
            "readOnlyRootFilesystem", "the root of a process is this machine's",
            "seLinuxOptions", "the process runtime sets no labels",
            "appArmorProfile", "the process runtime loads no profiles",
            "seccompProfile", "the process runtime filters no system calls",
            "sysctls", "they would be this machine's",
            "windowsOptions", "this machine runs Linux");

    /** Merges the pod's and the container's security context. */
    static Identity of(PodRef pod, ObjectNode podSpec, ObjectNode container, Tools tools) throws StartException {
        ObjectNode context = Json.object();
        merge(podSpec.get("securityContext"), context);
        merge(container.get("securityContext"), context);
        refuse(context, tools);
        long uid = Json.longAt(context, -1, "runAsUser");
        long gid = Json.longAt(context, uid < 0 ? -1 : uid == 0 ? 0 : uid, "runAsGroup");
        boolean rootThere = uid == 0 || (uid < 0 && tools.root());
        if (Json.flagAt(context, "runAsNonRoot") && rootThere) {
            throw new StartException(
                    "CreateContainerConfigError",
                    "container has runAsNonRoot and would run as root (pod: \"" + pod.words() + "\", container: "
                            + Json.textAt(container, "name") + "): set runAsUser");
        }
        if (!tools.root() && (uid >= 0 || gid >= 0)) {
            throw new StartException(
                    "CreateContainerError",
                    "runAsUser and runAsGroup need an executor that runs as root: start it as root, or leave them out");
        }
        List<String> options = options(context, uid, gid, tools);
        if (!options.isEmpty() && tools.setpriv() == null) {
            throw new StartException(
                    "CreateContainerError",
                    "the securityContext needs setpriv: install util-linux, or leave the securityContext out");
        }
        return new Identity(uid, gid, options);
    }

    private static void merge(@Nullable JsonNode from, ObjectNode to) {
        if (from != null) {
            from.fields().forEachRemaining(field -> to.set(field.getKey(), field.getValue()));
        }
    }

    private static void refuse(ObjectNode context, Tools tools) throws StartException {
        for (String field : new TreeSet<>(NEED_AN_ENGINE.keySet())) {
            JsonNode value = context.get(field);
            boolean unset = value == null || value.isNull() || (value.isEmpty() && value.isContainerNode());
            boolean off = value != null
                    && ((value.isBoolean() && !value.asBoolean())
                            || Json.textAt(value, "type").equals("Unconfined"));
            if (!unset && !off) {
                throw new StartException(
                        "CreateContainerError",
                        "securityContext." + field + " cannot be held: " + NEED_AN_ENGINE.get(field)
                                + "; leave it out, or run the pod where a container engine is");
            }
        }
        if (Json.flagAt(context, "privileged") && !tools.root()) {
            throw new StartException(
                    "CreateContainerError", "securityContext.privileged needs an executor that runs as root");
        }
    }

    private static List<String> options(ObjectNode context, long uid, long gid, Tools tools) {
        List<String> out = new ArrayList<>();
        if (uid >= 0) {
            out.add("--reuid=" + uid);
        }
        if (gid >= 0) {
            out.add("--regid=" + gid);
        }
        List<String> groups = new ArrayList<>();
        Json.textsAt(context, "supplementalGroups").forEach(groups::add);
        long fsGroup = Json.longAt(context, -1, "fsGroup");
        if (fsGroup >= 0) {
            groups.add(Long.toString(fsGroup));
        }
        if (tools.root() && (!groups.isEmpty() || uid >= 0 || gid >= 0)) {
            out.add(groups.isEmpty() ? "--clear-groups" : "--groups=" + String.join(",", groups));
        }
        capabilities(context, tools, out);
        JsonNode escalation = context.get("allowPrivilegeEscalation");
        if (escalation != null && !escalation.asBoolean(true)) {
            out.add("--no-new-privs");
        }
        return out;
    }

    private static void capabilities(ObjectNode context, Tools tools, List<String> out) {
        List<String> changes = new ArrayList<>();
        for (String name : Json.textsAt(context, "capabilities", "drop")) {
            changes.add("-" + capability(name));
        }
        if (changes.isEmpty() || !tools.root()) {
            return; // without root there is nothing to drop
        }
        for (String name : Json.textsAt(context, "capabilities", "add")) {
            changes.add("+" + capability(name));
        }
        out.add("--inh-caps=" + String.join(",", changes));
        out.add("--bounding-set=" + String.join(",", changes));
    }

    /** NET_ADMIN and CAP_NET_ADMIN are net_admin to setpriv, ALL is all. */
    private static String capability(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("cap_") ? lower.substring("cap_".length()) : lower;
    }
}
