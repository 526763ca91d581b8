/** Shipping: every line of every container to the topic {@code logs}; a slow broker never holds a container up. */
@NullMarked
package io.shiplog.executor.logs;

import org.jspecify.annotations.NullMarked;
