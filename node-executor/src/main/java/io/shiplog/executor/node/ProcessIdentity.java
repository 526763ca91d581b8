package io.shiplog.executor.node;

/**
 * The executor process as the cluster sees it.
 *
 * @param host stable across restarts
 * @param instance random id of this run
 * @param generation larger than in every earlier run
 * @param endpoint base URL of the process's internal read protocol, or empty
 * @param scheme scheme of container ids, e.g. docker or simulated
 */
public record ProcessIdentity(String host, String instance, long generation, String endpoint, String scheme) {}
