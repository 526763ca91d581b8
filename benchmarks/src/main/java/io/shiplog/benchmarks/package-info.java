/** Measures Shiplog: end to end under named workloads, and its kernels alone. */
@NullMarked
package io.shiplog.benchmarks;

import org.jspecify.annotations.NullMarked;
