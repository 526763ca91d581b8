package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ResourceEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * One envelope of resources, as a reader with read_committed sees it.
 *
 * @param atMillis when the broker took it, epoch milliseconds
 * @param before the object until now, or null
 * @param after the object from now on, or null when it is gone
 */
public record Change(
        ObjectKey key,
        long offset,
        long atMillis,
        ResourceEnvelope envelope,
        @Nullable KubeObject before,
        @Nullable KubeObject after) {}
