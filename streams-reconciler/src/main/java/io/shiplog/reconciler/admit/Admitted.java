package io.shiplog.reconciler.admit;

import io.shiplog.schemas.object.KubeObject;
import org.jspecify.annotations.Nullable;

/**
 * What admission decided: the object as it was and as it shall be.
 *
 * @param before null when it is created
 * @param after the object to store; for a removal its last state
 * @param removed the object goes
 * @param unchanged nothing has to be written
 */
public record Admitted(@Nullable KubeObject before, KubeObject after, boolean removed, boolean unchanged) {}
