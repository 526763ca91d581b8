/** Probes and hooks of containers, carried out for whatever runtime really runs them. */
@NullMarked
package io.shiplog.executor.runtime.probe;

import org.jspecify.annotations.NullMarked;
