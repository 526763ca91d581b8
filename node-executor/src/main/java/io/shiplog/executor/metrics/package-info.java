/** What containers and nodes use, and what containers tell of themselves, sampled into {@code metrics}. */
@NullMarked
package io.shiplog.executor.metrics;

import org.jspecify.annotations.NullMarked;
