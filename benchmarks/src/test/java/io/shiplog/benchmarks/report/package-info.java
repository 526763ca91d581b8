@NullMarked
package io.shiplog.benchmarks.report;

import org.jspecify.annotations.NullMarked;
