package io.shiplog.logs.topology;

import io.shiplog.schemas.internal.InternalServer;
import java.util.Map;

/** One half of log-aggregator: lines, or samples. Life: constructed, started once, closed once. */
public interface Part extends AutoCloseable {

    /** What it answers on the internal read protocol, by path. */
    Map<String, InternalServer.Route> routes();

    /** What of it Prometheus reads beside the meters of the process, in text form; empty when there is nothing. */
    default String exposition() {
        return "";
    }

    /** Starts and returns without waiting for readiness. */
    void start();

    /** True once it has read what there was at the start. */
    boolean ready();

    /** Why it is broken and will not recover by itself, or the empty string. */
    String failure();

    @Override
    void close();
}
