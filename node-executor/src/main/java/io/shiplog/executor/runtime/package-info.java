/** The seam between pods and whatever runs containers: calls down, observations up, both plain values. */
@NullMarked
package io.shiplog.executor.runtime;

import org.jspecify.annotations.NullMarked;
