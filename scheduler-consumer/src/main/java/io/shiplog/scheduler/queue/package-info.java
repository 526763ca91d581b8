/** Pods that wait: active, in back-off, unschedulable until something changes; time is an argument (pure). */
@NullMarked
package io.shiplog.scheduler.queue;

import org.jspecify.annotations.NullMarked;
