@NullMarked
package io.shiplog.benchmarks.run;

import org.jspecify.annotations.NullMarked;
