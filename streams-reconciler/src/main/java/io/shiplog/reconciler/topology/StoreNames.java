package io.shiplog.reconciler.topology;

/** Names of stores and processors; they are part of changelog topic names and must not change between releases. */
final class StoreNames {

    /** A namespace partition's objects {@code o/}, facts {@code f/}, rows {@code r/}, waiting members {@code m/}. */
    static final String STATE = "state";
    /** Nodes that the heartbeat watch knows. */
    static final String NODES = "nodes";

    static final String OBJECT = "o/";
    static final String FACT = "f/";
    static final String ROW = "r/";
    static final String MEMBER = "m/";

    static final String COMMANDS_SOURCE = "commands-source";
    static final String POD_STATUS_SOURCE = "pod-status-source";
    static final String HEARTBEATS_SOURCE = "heartbeats-source";
    static final String RECONCILE = "reconcile";
    static final String LIVENESS = "liveness";
    static final String RECONCILE_SINK = "reconcile-sink";
    static final String LIVENESS_SINK = "liveness-sink";

    private StoreNames() {}
}
