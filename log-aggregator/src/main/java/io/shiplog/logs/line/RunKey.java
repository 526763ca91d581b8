package io.shiplog.logs.line;

/**
 * One run of one container.
 *
 * @param uid of the pod
 * @param attempt 0 for the first
 */
public record RunKey(String uid, String container, int attempt) {}
