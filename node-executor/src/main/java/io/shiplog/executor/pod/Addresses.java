package io.shiplog.executor.pod;

/**
 * Addresses that a container may ask for.
 *
 * @param hostIp of the node
 * @param podIp of the pod
 */
public record Addresses(String hostIp, String podIp) {}
