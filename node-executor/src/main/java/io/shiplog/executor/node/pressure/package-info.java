/** Memory and disk of a node that run short, pure: conditions, who is evicted, which images go. */
@NullMarked
package io.shiplog.executor.node.pressure;

import org.jspecify.annotations.NullMarked;
