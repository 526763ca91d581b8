package io.shiplog.executor;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.shiplog.schemas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void decisionsArePureAndThisServiceMeetsOthersOnlyInRecords() {
        JavaClasses classes = ArchitectureRules.classesOf("io.shiplog.executor");
        ArchitectureRules.checkAll(
                classes, "io.shiplog.executor.pod..", "io.shiplog.executor.node..", "io.shiplog.executor.runtime");
    }
}
