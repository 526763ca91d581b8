/** The edge to Kafka: command stream in, status and heartbeats out. */
@NullMarked
package io.shiplog.executor.kafka;

import org.jspecify.annotations.NullMarked;
