package io.shiplog.executor;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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

    @Test
    void nobodyWaitsForAnEngineInTheWayThatClosesItsAnswer() {
        noClasses()
                .should()
                .callMethodWhere(target(name("awaitCompletion")))
                .because("with a limit it closes what still goes on: events are missed, pulls cancelled; see Streamed")
                .check(ArchitectureRules.classesOf("io.shiplog.executor"));
    }

    @Test
    void onlyTheNetworkRoomCallsTheSystemPastJava() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.shiplog.executor.network..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .because("a call of the system has neither types nor a safety net; its callers should have both")
                .check(ArchitectureRules.classesOf("io.shiplog.executor"));
    }
}
