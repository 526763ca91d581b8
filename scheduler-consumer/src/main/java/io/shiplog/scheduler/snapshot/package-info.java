/** What the scheduler knows of nodes and pods, as numbers that a cycle can compare without parsing (pure). */
@NullMarked
package io.shiplog.scheduler.snapshot;

import org.jspecify.annotations.NullMarked;
