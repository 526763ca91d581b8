package io.shiplog.api.discovery;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What discovery tells of one kind under one group version. */
record ServedResource(Kind kind, GroupVersion groupVersion) {

    private static final List<String> STORED_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    /**
     * A subresource: what it answers with and which verbs it takes.
     *
     * @param groupVersion of the answered kind
     */
    record Sub(String name, GroupVersion groupVersion, String kind, List<String> verbs) {}

    private static final GroupVersion CORE = new GroupVersion("", "v1");

    /** Subresources that answer with another kind than their parent's, or take other verbs than get, patch, update. */
    private static final Map<String, Sub> PARTICULAR = Map.of(
            "scale",
                    new Sub("scale", new GroupVersion("autoscaling", "v1"), "Scale", List.of("get", "patch", "update")),
            "eviction", new Sub("eviction", new GroupVersion("policy", "v1"), "Eviction", List.of("create")),
            "binding", new Sub("binding", CORE, "Binding", List.of("create")),
            "token",
                    new Sub(
                            "token",
                            new GroupVersion("authentication.k8s.io", "v1"),
                            "TokenRequest",
                            List.of("create")),
            "exec", new Sub("exec", CORE, "PodExecOptions", List.of("create", "get")),
            "attach", new Sub("attach", CORE, "PodAttachOptions", List.of("create", "get")),
            "portforward", new Sub("portforward", CORE, "PodPortForwardOptions", List.of("create", "get")));

    List<String> verbs() {
        if (VirtualKinds.measured(kind)) {
            return List.of("get", "list");
        }
        return VirtualKinds.contains(kind) ? List.of("create") : STORED_VERBS;
    }

    /** True in the group that the kind is stored under; a short name or category told twice would make clients warn. */
    boolean principal() {
        return groupVersion.group().equals(kind.group());
    }

    List<String> shortNames() {
        return principal() ? kind.shortNames() : List.of();
    }

    List<String> categories() {
        return principal() ? kind.categories() : List.of();
    }

    /** Sorted by name. */
    List<Sub> subresources() {
        List<Sub> out = new ArrayList<>();
        for (String name : kind.subresources().stream().sorted().toList()) {
            Sub particular = PARTICULAR.get(name);
            if (particular != null) {
                out.add(particular);
            } else {
                List<String> verbs = name.equals("log")
                        ? List.of("get")
                        : name.equals("finalize") ? List.of("update") : List.of("get", "patch", "update");
                out.add(new Sub(name, groupVersion, kind.kind(), verbs));
            }
        }
        return out;
    }
}
