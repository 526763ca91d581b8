package io.shiplog.executor.pod;

/** A container cannot be made of what there is: a ConfigMap, Secret, key or variable that it names does not exist. */
public final class UnmetConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message as in the waiting state, e.g. {@code configmap "app" not found} */
    public UnmetConfigException(String message) {
        super(message);
    }
}
