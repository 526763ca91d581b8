package io.shiplog.schemas;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.shiplog.schemas.testing.ArchitectureRules;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = ArchitectureRules.classesOf("io.shiplog.schemas");

    /** topic is not in the list: Partitioning takes murmur2 from Kafka's client, so that any producer agrees. */
    @Test
    void objectsValuesAndConversionsArePure() {
        ArchitectureRules.checkAll(
                CLASSES,
                "io.shiplog.schemas.object..",
                "io.shiplog.schemas.value..",
                "io.shiplog.schemas.convert..",
                "io.shiplog.schemas.openapi..");
    }

    @Test
    void testsAreNotAmongTheClassesJudged() {
        Assertions.assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
        Assertions.assertThat(CLASSES.contain(io.shiplog.schemas.value.Quantity.class))
                .isTrue();
    }
}
