/** Containers that exist only as entries of a queue and a journal; see README.md beside this package. */
@NullMarked
package io.shiplog.executor.runtime.simulated;

import org.jspecify.annotations.NullMarked;
