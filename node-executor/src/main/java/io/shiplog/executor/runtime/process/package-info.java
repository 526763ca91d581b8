/** Containers as plain processes of the machine, each under a shim that outlives the executor. */
@NullMarked
package io.shiplog.executor.runtime.process;

import org.jspecify.annotations.NullMarked;
