/** One pod against the snapshot: a placement, or the reasons why there is none (pure). */
@NullMarked
package io.shiplog.scheduler.cycle;

import org.jspecify.annotations.NullMarked;
