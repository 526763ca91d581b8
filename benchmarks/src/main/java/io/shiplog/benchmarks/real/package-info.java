/** Real containers of a real engine: through a cluster, straight at the engine, and through Docker Swarm. */
@NullMarked
package io.shiplog.benchmarks.real;

import org.jspecify.annotations.NullMarked;
