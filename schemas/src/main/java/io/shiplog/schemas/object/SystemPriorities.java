package io.shiplog.schemas.object;

import java.util.Map;

/** The PriorityClasses that every cluster has, and the bound below which those of users stay. */
public final class SystemPriorities {

    /** Highest value of a class that is not the system's. */
    public static final int USER_VALUE_MAX = 1_000_000_000;

    /** Names that begin so are the system's. */
    public static final String PREFIX = "system-";

    /** Of pods that must run somewhere in the cluster. */
    public static final String CLUSTER_CRITICAL = "system-cluster-critical";

    /** Of pods that must run on their node. */
    public static final String NODE_CRITICAL = "system-node-critical";

    private static final Map<String, Integer> VALUES =
            Map.of(CLUSTER_CRITICAL, 2_000_000_000, NODE_CRITICAL, 2_000_001_000);

    private SystemPriorities() {}

    /** The value of such a class, or absent when there is none of this name. */
    public static int value(String name, int absent) {
        return VALUES.getOrDefault(name, absent);
    }

    /** Is it a class of the system? */
    public static boolean has(String name) {
        return VALUES.containsKey(name);
    }
}
