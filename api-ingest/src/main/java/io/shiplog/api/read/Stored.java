package io.shiplog.api.read;

import io.shiplog.schemas.object.KubeObject;

/**
 * One version of one object and where it lies in the log.
 *
 * @param object stored form, without resourceVersion
 * @param offset its resourceVersion; -1 for an object that is not in the log (dry run)
 */
public record Stored(KubeObject object, long offset) {}
