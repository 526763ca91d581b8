package io.shiplog.executor.pod;

/**
 * How a run of a container ended.
 *
 * @param reason Completed, Error, OOMKilled, ContainerCannotRun …
 */
public record Termination(
        int exitCode, int signal, String reason, String message, long startedMillis, long finishedMillis) {

    /** Kubernetes' reason for an exit code without further knowledge. */
    public static String reasonOf(int exitCode) {
        return exitCode == 0 ? "Completed" : "Error";
    }

    /** An end with the usual reason. */
    public static Termination exit(int exitCode, long startedMillis, long finishedMillis) {
        return new Termination(exitCode, 0, reasonOf(exitCode), "", startedMillis, finishedMillis);
    }
}
