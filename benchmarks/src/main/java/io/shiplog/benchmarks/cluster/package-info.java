/** The cluster under measurement: a JVM of its own, and what the operating system says of it. */
@NullMarked
package io.shiplog.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
