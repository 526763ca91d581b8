package io.shiplog.schemas.object;

/**
 * A ConfigMap or Secret of the pod's namespace that a pod names.
 *
 * @param kind ConfigMap or Secret
 * @param name name of the object
 * @param optional true when the pod can do without it wherever it names it
 */
public record ConfigReference(String kind, String name, boolean optional) {

    public static final String CONFIG_MAP = "ConfigMap";
    public static final String SECRET = "Secret";

    /** kind/name, which tells objects of one namespace apart. */
    public String key() {
        return kind + "/" + name;
    }
}
