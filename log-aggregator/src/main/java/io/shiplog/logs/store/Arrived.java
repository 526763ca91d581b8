package io.shiplog.logs.store;

import io.shiplog.schemas.record.LogBatch;

/**
 * A record of the topic.
 *
 * @param appendedMillis the broker's time
 */
public record Arrived(int partition, long offset, long appendedMillis, LogBatch batch) {}
