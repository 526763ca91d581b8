package io.shiplog.schemas.object;

/**
 * Names one object of the cluster: API group (empty for core), kind, namespace (empty for cluster-scoped kinds), name.
 *
 * <p>The encoded form {@code group/kind/namespace/name} is the key of the {@code resources} topic, e.g.
 * {@code apps/Deployment/default/web} or {@code /Node//node-1}. None of the four parts may contain a slash.
 */
public record ObjectKey(String group, String kind, String namespace, String name) implements Comparable<ObjectKey> {

    /** Reads the encoded form. Throws IllegalArgumentException when it does not have exactly four parts. */
    public static ObjectKey parse(String encoded) {
        String[] parts = encoded.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not an object key (group/kind/namespace/name): " + encoded);
        }
        return new ObjectKey(parts[0], parts[1], parts[2], parts[3]);
    }

    /** The key of the resources topic: group/kind/namespace/name. */
    public String encoded() {
        return group + "/" + kind + "/" + namespace + "/" + name;
    }

    @Override
    public int compareTo(ObjectKey other) {
        int order = compare(group, other.group);
        if (order == 0) {
            order = compare(kind, other.kind);
        }
        if (order == 0) {
            order = compare(namespace, other.namespace);
        }
        return order == 0 ? name.compareTo(other.name) : order;
    }

    /**
     * Compares two parts. Those that are shared, as {@link KubeObject}'s groups, kinds and namespaces are, need not be
     * looked into.
     */
    @SuppressWarnings("ReferenceEquality") // only a shortcut
    public static int compare(String one, String other) {
        return one == other ? 0 : one.compareTo(other);
    }

    @Override
    public String toString() {
        return encoded();
    }
}
