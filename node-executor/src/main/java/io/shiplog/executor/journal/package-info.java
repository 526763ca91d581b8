/** Files that survive kill -9: framed, checksummed, append-only. */
@NullMarked
package io.shiplog.executor.journal;

import org.jspecify.annotations.NullMarked;
