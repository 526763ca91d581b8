package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMaps and Secrets that one pod names, as its node knows them. What is not in it does not exist.
 *
 * @param objects objects by {@link #key}; not to be changed
 */
public record PodConfigs(Map<String, ObjectNode> objects) {

    /** Of a pod that names none. */
    public static final PodConfigs NONE = new PodConfigs(Map.of());

    /** Key of an object: kind/name. */
    public static String key(String kind, String name) {
        return kind + "/" + name;
    }

    /** A ConfigMap of the pod's namespace, or null. */
    public @Nullable ObjectNode configMap(String name) {
        return objects.get(key("ConfigMap", name));
    }

    /** A Secret of the pod's namespace, or null. */
    public @Nullable ObjectNode secret(String name) {
        return objects.get(key("Secret", name));
    }

    /** Names and sizes only: Secrets are among them. */
    @Override
    public String toString() {
        return "PodConfigs" + objects.keySet();
    }
}
