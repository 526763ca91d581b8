package io.shiplog.schemas.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureRulesTest {

    private static final String SAMPLE = "io.shiplog.schemas.testing.sample";
    private static final JavaClasses SAMPLES = new ClassFileImporter().importPackages(SAMPLE);

    @Test
    void findsClocksChanceAndMethodReferencesToThem() {
        List<String> found = ArchitectureRules.purePackagesAskNoClockAndNoChance(SAMPLE + ".pure..")
                .evaluate(SAMPLES)
                .getFailureReport()
                .getDetails();
        assertThat(found)
                .hasSize(3)
                .anyMatch(line -> line.contains("Instant.now()"))
                .anyMatch(line -> line.contains("UUID.randomUUID()"))
                .anyMatch(line -> line.contains("Random.<init>()"));
    }

    @Test
    void findsExecutorsFilesAndKafkaButNotConcurrentMaps() {
        List<String> found = ArchitectureRules.purePackagesDependOnPureCode(SAMPLE + ".pure..")
                .evaluate(SAMPLES)
                .getFailureReport()
                .getDetails();
        assertThat(found)
                .anyMatch(line -> line.contains("ExecutorService"))
                .anyMatch(line -> line.contains("java.nio.file.Path"))
                .anyMatch(line -> line.contains("TopicPartition"))
                .noneMatch(line -> line.contains("ConcurrentHashMap"));
    }

    @Test
    void findsAServiceThatKnowsAnother() {
        List<String> found = ArchitectureRules.servicesDoNotKnowEachOther(List.of(SAMPLE + ".left", SAMPLE + ".right"))
                .evaluate(SAMPLES)
                .getFailureReport()
                .getDetails();
        assertThat(found).isNotEmpty().allMatch(line -> line.contains("left.Left"));
    }

    @Test
    void aFailureSaysTheRuleTheReasonAndWhatToDo() {
        String report = ArchitectureRules.purePackagesAskNoClockAndNoChance(SAMPLE + ".pure..")
                .evaluate(SAMPLES)
                .getFailureReport()
                .toString();
        assertThat(report).contains("RULE pure-calls", "WHY:", "WHAT TO DO:", "Clocked.java");
    }
}
