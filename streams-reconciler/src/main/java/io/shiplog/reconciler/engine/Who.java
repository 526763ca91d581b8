package io.shiplog.reconciler.engine;

/**
 * Who changed something, and why: goes into the envelope and, for pods, into the node's command.
 *
 * @param actor authenticated user, or system:controller:NAME
 * @param controller controller that decided, or empty
 * @param cause input coordinates, or the key that a controller looked at
 * @param action Schedule, Scale, Roll … for people; may be empty
 */
public record Who(String actor, String controller, String cause, String action) {}
