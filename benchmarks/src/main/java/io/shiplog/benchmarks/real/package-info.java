/** Real containers of a real engine: through a cluster, and straight at the engine. */
@NullMarked
package io.shiplog.benchmarks.real;

import org.jspecify.annotations.NullMarked;
