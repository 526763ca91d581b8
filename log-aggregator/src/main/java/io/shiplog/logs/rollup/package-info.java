/** Kafka Streams: samples of {@code metrics} to rows of {@code metrics-rollups}. */
@NullMarked
package io.shiplog.logs.rollup;

import org.jspecify.annotations.NullMarked;
