package io.shiplog.schemas.role;

/**
 * One of the processes of a cluster (api-ingest, streams-reconciler, …), alone in a JVM or beside the others: same
 * code.
 * Life: constructed, started once, closed once.
 */
public interface Role extends AutoCloseable {

    /** Name in logs, metrics and thread names, e.g. streams-reconciler. */
    String name();

    /**
     * Starts threads and servers and returns without waiting for readiness. Throws with a message for the user when it
     * cannot.
     */
    void start();

    /** True once the role does its work: caught up, assigned, listening. */
    boolean ready();

    /** Why the role is broken and will not recover by itself, or the empty string. */
    String failure();

    /**
     * What of it Prometheus reads beside its meters, in text form: series that come and go with the cluster's pods, of
     * which a registry of meters would keep every one for ever. Empty when there is nothing.
     */
    default String exposition() {
        return "";
    }

    /** Stops cleanly; returns when its threads have ended. */
    @Override
    void close();
}
