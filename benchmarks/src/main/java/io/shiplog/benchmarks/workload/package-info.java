/** Named workloads as data: what a cluster is made to do, in the manner of scheduler_perf. */
@NullMarked
package io.shiplog.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
