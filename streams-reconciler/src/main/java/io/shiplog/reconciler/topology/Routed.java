package io.shiplog.reconciler.topology;

import org.jspecify.annotations.Nullable;

/**
 * An encoded record on its way to the one sink, with where it goes: routing is decided by the engine, not by the sink.
 */
record Routed(String topic, int partition, byte @Nullable [] value) {}
