@NullMarked
package io.shiplog.benchmarks.client;

import org.jspecify.annotations.NullMarked;
