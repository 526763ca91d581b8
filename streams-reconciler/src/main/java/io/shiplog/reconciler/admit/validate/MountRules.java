package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where volumes appear in a container. */
final class MountRules {

    private static final List<String> PROPAGATIONS = List.of("Bidirectional", "HostToContainer", "None");

    private MountRules() {}

    static void check(ObjectNode container, String path, Set<String> volumes, Problems problems) {
        List<ObjectNode> mounts = Json.objectsAt(container, "volumeMounts");
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            ObjectNode mount = mounts.get(i);
            String at = path + ".volumeMounts[" + i + "]";
            String name = Json.textAt(mount, "name");
            String target = Json.textAt(mount, "mountPath");
            if (name.isEmpty()) {
                problems.required(at + ".name");
            }
            if (!volumes.contains(name)) {
                problems.notFound(at + ".name", name);
            }
            if (target.isEmpty()) {
                problems.required(at + ".mountPath");
            } else if (!paths.add(target)) {
                problems.invalid(at + ".mountPath", target, "must be unique");
            }
            inside(mount, at, problems);
            propagation(container, mount, at + ".mountPropagation", problems);
        }
    }

    private static void inside(ObjectNode mount, String at, Problems problems) {
        String subPath = Json.textAt(mount, "subPath");
        String expression = Json.textAt(mount, "subPathExpr");
        descends(subPath, at + ".subPath", problems);
        if (!expression.isEmpty() && !subPath.isEmpty()) {
            problems.invalid(at + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
        }
        descends(expression, at + ".subPathExpr", problems);
    }

    private static void descends(String path, String at, Problems problems) {
        if (path.startsWith("/")) {
            problems.invalid(at, path, "must be a relative path");
        }
        if (List.of(path.split("/", -1)).contains("..")) {
            problems.invalid(at, path, "must not contain '..'");
        }
    }

    private static void propagation(ObjectNode container, ObjectNode mount, String at, Problems problems) {
        String propagation = Json.textAt(mount, "mountPropagation");
        problems.oneOfIfSet(at, propagation, PROPAGATIONS);
        if (propagation.equals("Bidirectional") && !Json.flagAt(container, "securityContext", "privileged")) {
            problems.forbidden(at, "Bidirectional mount propagation is available only to privileged containers");
        }
    }
}
