package io.shiplog.executor.runtime.machine;

import java.nio.file.Path;
import java.util.List;

/**
 * What a runtime knows of the process that drives it.
 *
 * @param clusterId keeps clusters on one machine apart
 * @param host name of the executor process, stable across restarts; keeps executors on one machine apart
 * @param nodes nodes that the process hosts
 * @param address InternalIP of the nodes
 * @param dataDir a directory of the process's own, kept across restarts
 */
public record RuntimeContext(String clusterId, String host, List<String> nodes, String address, Path dataDir) {}
