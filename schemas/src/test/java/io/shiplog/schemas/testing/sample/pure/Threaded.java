package io.shiplog.schemas.testing.sample.pure;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.common.TopicPartition;

/** Breaks the rule on dependencies in three ways. */
record Threaded(ExecutorService executor, Path[] files, TopicPartition partition) {}
