/** Carries a workload out and measures it. */
@NullMarked
package io.shiplog.benchmarks.run;

import org.jspecify.annotations.NullMarked;
