package io.shiplog.reconciler.engine;

import io.shiplog.schemas.topic.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record that a slice writes, in order, in the transaction of its input.
 *
 * @param partition explicit: routing is part of the decision
 * @param value null is a tombstone
 */
public record Out(
        Topic topic, int partition, String key, @Nullable SpecificRecord value) {}
