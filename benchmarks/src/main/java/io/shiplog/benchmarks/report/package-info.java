/** Figures: one JSON line, a readable summary, two results side by side. */
@NullMarked
package io.shiplog.benchmarks.report;

import org.jspecify.annotations.NullMarked;
