package io.shiplog.reconciler;

import io.shiplog.schemas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void everythingButTheTopologyIsPureAndNoServiceKnowsAnother() {
        ArchitectureRules.checkAll(
                ArchitectureRules.classesOf("io.shiplog.reconciler"),
                "io.shiplog.reconciler.admit..",
                "io.shiplog.reconciler.controller..",
                "io.shiplog.reconciler.engine..",
                "io.shiplog.reconciler.liveness..",
                "io.shiplog.reconciler.node..",
                "io.shiplog.reconciler.pod..",
                "io.shiplog.reconciler.state..");
    }
}
