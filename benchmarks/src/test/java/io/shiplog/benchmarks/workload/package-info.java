@NullMarked
package io.shiplog.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
