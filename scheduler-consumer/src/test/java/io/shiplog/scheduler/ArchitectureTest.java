package io.shiplog.scheduler;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.shiplog.schemas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void purePackagesKnowNoKafkaClockThreadOrLog() {
        JavaClasses classes = ArchitectureRules.classesOf("io.shiplog.scheduler");
        ArchitectureRules.checkAll(
                classes,
                "io.shiplog.scheduler.framework..",
                "io.shiplog.scheduler.plugin..",
                "io.shiplog.scheduler.snapshot..",
                "io.shiplog.scheduler.cycle..",
                "io.shiplog.scheduler.config..",
                "io.shiplog.scheduler.queue..",
                "io.shiplog.scheduler.core..");
    }
}
