package io.shiplog.logs;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.shiplog.schemas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void linesAndWindowsArePureAndThisServiceMeetsOthersOnlyInRecords() {
        JavaClasses classes = ArchitectureRules.classesOf("io.shiplog.logs");
        ArchitectureRules.checkAll(
                classes, "io.shiplog.logs.line..", "io.shiplog.logs.window..", "io.shiplog.logs.export..");
    }
}
