package io.shiplog.reconciler.state;

import io.shiplog.schemas.object.ConfigReference;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many pods of each node name a ConfigMap or Secret, whether that exists or not. Derived from the bound pods, so
 * that what takes back a change of a pod takes this back too.
 */
public final class ConfigUse {

    private final NavigableMap<ObjectKey, NavigableMap<String, Integer>> pods = new TreeMap<>();

    /** Key of what a pod of a namespace names. */
    public static ObjectKey key(ConfigReference reference, String namespace) {
        return new ObjectKey("", reference.kind(), namespace, reference.name());
    }

    /** Takes a bound pod in, or out again. */
    void count(KubeObject pod, boolean add) {
        for (ConfigReference reference : pod.pod().configs()) {
            ObjectKey key = key(reference, pod.namespace());
            NavigableMap<String, Integer> nodes = pods.computeIfAbsent(key, k -> new TreeMap<>());
            int left = nodes.getOrDefault(pod.node(), 0) + (add ? 1 : -1);
            if (left == 0) {
                nodes.remove(pod.node());
            } else {
                nodes.put(pod.node(), left);
            }
            if (nodes.isEmpty()) {
                pods.remove(key);
            }
        }
    }

    /** How many pods on a node name an object. */
    public int pods(ObjectKey config, String node) {
        return nodesOf(config).getOrDefault(node, 0);
    }

    /** Nodes with pods that name an object, in order; a view. */
    public NavigableSet<String> nodes(ObjectKey config) {
        return nodesOf(config).navigableKeySet();
    }

    /** Every object that a bound pod names, in order; a copy. */
    public NavigableSet<ObjectKey> named() {
        return new TreeSet<>(pods.keySet());
    }

    private NavigableMap<String, Integer> nodesOf(ObjectKey config) {
        return Collections.unmodifiableNavigableMap(pods.getOrDefault(config, Collections.emptyNavigableMap()));
    }
}
