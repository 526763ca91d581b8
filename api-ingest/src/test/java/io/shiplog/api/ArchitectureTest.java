package io.shiplog.api;

import io.shiplog.schemas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void documentsTablesAndRequestsArePureAndNoServiceKnowsAnother() {
        ArchitectureRules.checkAll(
                ArchitectureRules.classesOf("io.shiplog.api"),
                "io.shiplog.api.discovery..",
                "io.shiplog.api.proto..",
                "io.shiplog.api.request..",
                "io.shiplog.api.table..");
    }
}
