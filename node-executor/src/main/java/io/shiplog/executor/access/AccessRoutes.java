package io.shiplog.executor.access;

import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.schemas.internal.InternalServer;
import java.util.Map;

/** THE list of what an executor answers on the internal read protocol. */
public final class AccessRoutes {

    private AccessRoutes() {}

    /** Routes to a runtime's pods. */
    public static Map<String, InternalServer.Route> of(PodAccess access) {
        return Map.of();
    }
}
