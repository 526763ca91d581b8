/** The scheduler's edge: one thread that feeds SchedulerCore from topics and sends what it decides. */
@NullMarked
package io.shiplog.scheduler.kafka;

import org.jspecify.annotations.NullMarked;
