package io.shiplog.executor.pod;

/** {@code spec.restartPolicy}: what happens to a container that has ended. */
public enum RestartPolicy {
    ALWAYS,
    ON_FAILURE,
    NEVER;

    /** Reads the field; anything unknown or absent is Always, Kubernetes' default. */
    public static RestartPolicy of(String text) {
        return switch (text) {
            case "OnFailure" -> ON_FAILURE;
            case "Never" -> NEVER;
            default -> ALWAYS;
        };
    }

    /** True when a container that ended with this exit code is to run again. */
    public boolean restarts(int exitCode) {
        return switch (this) {
            case ALWAYS -> true;
            case ON_FAILURE -> exitCode != 0;
            case NEVER -> false;
        };
    }
}
