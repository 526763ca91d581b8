/**
 * Shipping: every line of every container to the topic {@code logs}, held back by the broker and never the container.
 */
@NullMarked
package io.shiplog.executor.logs;

import org.jspecify.annotations.NullMarked;
