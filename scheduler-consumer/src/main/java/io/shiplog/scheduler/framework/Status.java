package io.shiplog.scheduler.framework;

import java.util.List;

/**
 * Why a plugin refuses a node. Plugins share one instance among all nodes that they refuse for the same reasons, so
 * that a
 * cycle over thousands of nodes allocates nothing; compare by reasons and code, not by identity.
 *
 * @param code what kind of refusal
 * @param reasons texts as kube-scheduler words them, each counted in the message of the pod
 * @param plugin who refuses
 */
public record Status(Code code, List<String> reasons, String plugin) {

    /** Kinds of verdict; acceptance needs no status. */
    public enum Code {
        Success,
        /** Removing pods from the node could help. */
        Unschedulable,
        /** Removing pods could not help. */
        UnschedulableAndUnresolvable
    }

    /** A refusal that removing pods could cure. */
    public static Status unschedulable(String plugin, String reason) {
        return new Status(Code.Unschedulable, List.of(reason), plugin);
    }

    /** A refusal that removing pods could not cure. */
    public static Status unresolvable(String plugin, String reason) {
        return new Status(Code.UnschedulableAndUnresolvable, List.of(reason), plugin);
    }

    /** Nothing that happens to the pods of the node would help. */
    public boolean unresolvable() {
        return code == Code.UnschedulableAndUnresolvable;
    }
}
