package io.shiplog.api.read;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;

/**
 * One record of the log as the view takes it in.
 *
 * @param object the new state, or with {@code removed} the last one
 * @param offset of the record
 * @param removed true when the object is gone with this record
 */
public record Update(Kind kind, KubeObject object, long offset, boolean removed) {}
