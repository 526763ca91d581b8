@NullMarked
package io.shiplog.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
