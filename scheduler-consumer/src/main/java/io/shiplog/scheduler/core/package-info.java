/** The whole scheduler without Kafka, clock and threads: records in, commands out (pure). */
@NullMarked
package io.shiplog.scheduler.core;

import org.jspecify.annotations.NullMarked;
