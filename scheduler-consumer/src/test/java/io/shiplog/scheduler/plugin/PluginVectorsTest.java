package io.shiplog.scheduler.plugin;

import io.shiplog.schemas.testing.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class PluginVectorsTest {

    @TestFactory
    Stream<DynamicNode> vectors() {
        return Vectors.tests(
                PluginVectorsTest.class,
                List.of(
                        "sched-noderesources.json",
                        "sched-node-filters.json",
                        "sched-tainttoleration.json",
                        "sched-preemption-queue.json"),
                VectorKinds.ALL);
    }
}
