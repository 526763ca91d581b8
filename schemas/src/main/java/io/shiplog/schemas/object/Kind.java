package io.shiplog.schemas.object;

import java.util.List;
import java.util.Set;

/**
 * One row of the table of kinds: everything that generic code must know of a Kubernetes kind.
 *
 * @param group API group of the stored version, empty for core
 * @param kind e.g. Deployment
 * @param plural resource name in paths, e.g. deployments
 * @param singular e.g. deployment
 * @param shortNames e.g. deploy
 * @param namespaced false for cluster-scoped kinds
 * @param served group versions it can be read and written as, the stored one first
 * @param subresources of status, scale, finalize, eviction, binding …
 * @param categories e.g. all
 * @param generation true when metadata.generation counts changes of spec
 * @param defaultPropagation what DELETE without options does: Background, Orphan or Foreground
 * @param uncachedTopic true for Events, which live on a topic of their own and not in the reconciler's state
 */
public record Kind(
        String group,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        boolean namespaced,
        List<GroupVersion> served,
        Set<String> subresources,
        List<String> categories,
        boolean generation,
        String defaultPropagation,
        boolean uncachedTopic) {

    /** A group version that a kind is served as, e.g. extensions/v1beta1. */
    public record GroupVersion(String group, String version) {
        /** "apps/v1", or "v1" for core. */
        public String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }
    }

    /** apiVersion of the stored form. */
    public String apiVersion() {
        return served.get(0).apiVersion();
    }

    /** What of {@link #served} equals this one, so that no copy of it is kept; itself when none does. */
    public GroupVersion servedAs(GroupVersion asked) {
        int at = served.indexOf(asked);
        return at < 0 ? asked : served.get(at);
    }

    /** Key of an object of this kind; the namespace of cluster-scoped kinds is dropped. */
    public ObjectKey key(String namespace, String name) {
        return new ObjectKey(group, kind, namespaced ? namespace : "", name);
    }

    /** The key by which commands on an object are routed: its namespace; a Namespace's own name; else empty. */
    public String routingKey(String namespace, String name) {
        if (kind.equals("Namespace") && group.isEmpty()) {
            return name;
        }
        return namespaced ? namespace : "";
    }
}
