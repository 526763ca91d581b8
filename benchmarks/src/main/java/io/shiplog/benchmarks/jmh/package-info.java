/** Kernels measured alone: what one record, one slice, one placement costs. */
@NullMarked
package io.shiplog.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
