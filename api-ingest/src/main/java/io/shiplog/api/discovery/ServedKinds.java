package io.shiplog.api.discovery;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import io.shiplog.schemas.object.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Stored and virtual kinds, sorted into groups and versions as clients prefer them. */
final class ServedKinds {

    /**
     * Order of groups is a priority: a client that looks for "pods" or "deployments" takes the first group that has it.
     * Groups not named here come between these and LAST, by name.
     */
    private static final List<String> FIRST = List.of(
            "",
            "apps",
            "batch",
            "autoscaling",
            "networking.k8s.io",
            "policy",
            "storage.k8s.io",
            "rbac.authorization.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "certificates.k8s.io",
            "coordination.k8s.io",
            "scheduling.k8s.io",
            "discovery.k8s.io");

    private static final List<String> LAST = List.of("extensions", "events.k8s.io", "metrics.k8s.io");

    private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    private ServedKinds() {}

    static Stream<Kind> all() {
        return Stream.concat(Kinds.all().stream(), VirtualKinds.all().stream());
    }

    /** All groups but core, in order of priority. */
    static List<String> groups() {
        Set<String> groups =
                new TreeSet<>(Comparator.comparingInt(ServedKinds::rank).thenComparing(g -> g));
        all().forEach(kind -> kind.served().forEach(gv -> groups.add(gv.group())));
        groups.remove("");
        return List.copyOf(groups);
    }

    /** Versions of a group, the preferred one first; empty for an unknown group. */
    static List<String> versions(String group) {
        Set<String> versions = new LinkedHashSet<>();
        all().flatMap(kind -> kind.served().stream())
                .filter(gv -> gv.group().equals(group))
                .forEach(gv -> versions.add(gv.version()));
        List<String> out = new ArrayList<>(versions);
        out.sort(Comparator.comparingLong(ServedKinds::maturity).reversed());
        return out;
    }

    /** All group versions, core first. */
    static List<GroupVersion> groupVersions() {
        return Stream.concat(Stream.of(""), groups().stream())
                .flatMap(group -> versions(group).stream().map(version -> new GroupVersion(group, version)))
                .toList();
    }

    static List<Kind> kinds(GroupVersion groupVersion) {
        return all().filter(kind -> kind.served().contains(groupVersion)).toList();
    }

    private static int rank(String group) {
        int first = FIRST.indexOf(group);
        int last = LAST.indexOf(group);
        return first >= 0 ? first : last >= 0 ? FIRST.size() + 1 + last : FIRST.size();
    }

    /** v2 before v1 before v1beta2 before v1beta1 before v1alpha1. */
    private static long maturity(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return 0;
        }
        String stage = matcher.group(2);
        long stability = stage == null ? 3 : stage.equals("beta") ? 2 : 1;
        long minor = stage == null ? 0 : Long.parseLong(matcher.group(3));
        return stability * 1_000_000 + Long.parseLong(matcher.group(1)) * 1_000 + minor;
    }
}
