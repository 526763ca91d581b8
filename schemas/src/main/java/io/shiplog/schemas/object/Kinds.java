package io.shiplog.schemas.object;

import io.shiplog.schemas.object.Kind.GroupVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * THE table of kinds. A new kind is a row here (and its field schema, printed columns and defaults where it has any).
 */
public final class Kinds {

    private static final List<Kind> ROWS = new ArrayList<>();

    public static final Kind NAMESPACE = row("", "Namespace", "namespaces", "namespace")
            .shortNames("ns")
            .cluster()
            .subresources("status", "finalize")
            .add();
    public static final Kind NODE = row("", "Node", "nodes", "node")
            .shortNames("no")
            .cluster()
            .subresources("status")
            .add();
    public static final Kind POD = row("", "Pod", "pods", "pod")
            .shortNames("po")
            .subresources("status", "eviction", "binding", "log", "exec", "attach", "portforward")
            .categories("all")
            .add();
    public static final Kind SERVICE = row("", "Service", "services", "service")
            .shortNames("svc")
            .subresources("status")
            .categories("all")
            .add();
    public static final Kind CONFIG_MAP =
            row("", "ConfigMap", "configmaps", "configmap").shortNames("cm").add();
    public static final Kind SECRET = row("", "Secret", "secrets", "secret").add();
    public static final Kind SERVICE_ACCOUNT = row("", "ServiceAccount", "serviceaccounts", "serviceaccount")
            .shortNames("sa")
            .add();
    public static final Kind EVENT = row("", "Event", "events", "event")
            .shortNames("ev")
            .alsoServed("events.k8s.io", "v1")
            .uncachedTopic()
            .add();
    public static final Kind DEPLOYMENT = row("apps", "Deployment", "deployments", "deployment")
            .shortNames("deploy")
            .alsoServed("apps", "v1beta2")
            .alsoServed("apps", "v1beta1")
            .alsoServed("extensions", "v1beta1")
            .subresources("status", "scale")
            .categories("all")
            .generation()
            .add();
    public static final Kind REPLICA_SET = row("apps", "ReplicaSet", "replicasets", "replicaset")
            .shortNames("rs")
            .subresources("status", "scale")
            .categories("all")
            .generation()
            .add();
    public static final Kind LEASE =
            row("coordination.k8s.io", "Lease", "leases", "lease").add();
    public static final Kind POD_DISRUPTION_BUDGET = row(
                    "policy", "PodDisruptionBudget", "poddisruptionbudgets", "poddisruptionbudget")
            .shortNames("pdb")
            .subresources("status")
            .generation()
            .add();
    public static final Kind PRIORITY_CLASS = row(
                    "scheduling.k8s.io", "PriorityClass", "priorityclasses", "priorityclass")
            .shortNames("pc")
            .cluster()
            .generation()
            .add();

    private Kinds() {}

    /** All kinds, in the order in which discovery shows them. */
    public static List<Kind> all() {
        return List.copyOf(ROWS);
    }

    /** The kind stored under this group and kind, or null. */
    public static @Nullable Kind find(String group, String kind) {
        for (Kind row : ROWS) {
            if (row.kind().equals(kind) && row.group().equals(group)) {
                return row;
            }
        }
        return null;
    }

    /** The kind served under this group, version and plural, or null. */
    public static @Nullable Kind byResource(String group, String version, String plural) {
        for (Kind row : ROWS) {
            if (row.plural().equals(plural) && row.served().contains(new GroupVersion(group, version))) {
                return row;
            }
        }
        return null;
    }

    /** The kind served under this apiVersion (as in a manifest), or null. */
    public static @Nullable Kind byApiVersion(String apiVersion, String kind) {
        for (Kind row : ROWS) {
            if (row.kind().equals(kind)
                    && row.served().stream().anyMatch(gv -> gv.apiVersion().equals(apiVersion))) {
                return row;
            }
        }
        return null;
    }

    /** The kind of a key. Throws IllegalArgumentException for a kind that is not in the table. */
    public static Kind of(ObjectKey key) {
        Kind found = find(key.group(), key.kind());
        if (found == null) {
            throw new IllegalArgumentException("no such kind: " + key);
        }
        return found;
    }

    private static Row row(String group, String kind, String plural, String singular) {
        return new Row(group, kind, plural, singular);
    }

    /** Builder of one row; stored version v1 unless said otherwise. */
    private static final class Row {
        private final String group;
        private final String kind;
        private final String plural;
        private final String singular;
        private final List<GroupVersion> served = new ArrayList<>();
        private List<String> shortNames = List.of();
        private List<String> categories = List.of();
        private Set<String> subresources = Set.of();
        private boolean namespaced = true;
        private boolean generation;
        private boolean uncachedTopic;

        Row(String group, String kind, String plural, String singular) {
            this.group = group;
            this.kind = kind;
            this.plural = plural;
            this.singular = singular;
            served.add(new GroupVersion(group, "v1"));
        }

        Row shortNames(String... names) {
            shortNames = List.of(names);
            return this;
        }

        Row categories(String... names) {
            categories = List.of(names);
            return this;
        }

        Row subresources(String... names) {
            subresources = Set.of(names);
            return this;
        }

        Row alsoServed(String servedGroup, String version) {
            served.add(new GroupVersion(servedGroup, version));
            return this;
        }

        Row cluster() {
            namespaced = false;
            return this;
        }

        Row generation() {
            generation = true;
            return this;
        }

        Row uncachedTopic() {
            uncachedTopic = true;
            return this;
        }

        Kind add() {
            Kind out = new Kind(
                    group,
                    kind,
                    plural,
                    singular,
                    shortNames,
                    namespaced,
                    List.copyOf(served),
                    subresources,
                    categories,
                    generation,
                    "Background",
                    uncachedTopic);
            ROWS.add(out);
            return out;
        }
    }
}
