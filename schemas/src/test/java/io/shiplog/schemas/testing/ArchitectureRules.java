package io.shiplog.schemas.testing;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules on who may use what; each module's ArchitectureTest calls them on its own classes:
 *
 * <pre>{@code
 * JavaClasses classes = ArchitectureRules.classesOf("io.shiplog.scheduler");
 * ArchitectureRules.checkAll(classes, "io.shiplog.scheduler.plugin..", "io.shiplog.scheduler.cycle..");
 * }</pre>
 *
 * <p>Package patterns are ArchUnit's: two dots stand for any packages below.
 */
public final class ArchitectureRules {

    /** Root packages of the five services, which meet only in records on topics. */
    public static final List<String> SERVICES = List.of(
            "io.shiplog.api",
            "io.shiplog.reconciler",
            "io.shiplog.scheduler",
            "io.shiplog.executor",
            "io.shiplog.logs");

    private static final String[] LIBRARIES_OF_PURE_CODE = {
        "com.fasterxml.jackson..",
        "org.apache.avro..",
        "org.jspecify..",
        "io.shiplog.schemas.object..",
        "io.shiplog.schemas.record..",
        "io.shiplog.schemas.value..",
        "io.shiplog.schemas.topic..",
        "io.shiplog.schemas.convert..",
        "io.shiplog.schemas.openapi..",
    };

    /** Parts of java.* through which the world leaks in: network, files, processes, threads, clocks, logging. */
    private static final Pattern IMPURE_JAVA =
            Pattern.compile("java\\.net\\..*|java\\.nio\\.file\\..*|java\\.nio\\.channels\\..*"
                    + "|java\\.time\\.Clock|java\\.util\\.Timer(Task)?"
                    + "|java\\.util\\.logging\\..*|java\\.sql\\..*|java\\.rmi\\..*"
                    + "|java\\.lang\\.(Thread|ThreadGroup|ThreadLocal|Process|ProcessBuilder|ProcessHandle)(\\$.*)?"
                    + "|java\\.util\\.concurrent\\.(.*Execut.*|.*Future.*|ForkJoin.*"
                    + "|Completion.*|Thread.*|CountDownLatch|CyclicBarrier"
                    + "|Phaser|Semaphore|Exchanger|.*BlockingQueue|.*TransferQueue|locks\\..*)");

    private static final Set<String> BANNED_CALLS = Set.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalTime.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.ZoneId.systemDefault",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random",
            "java.util.Collections.shuffle(java.util.List)",
            "java.util.Random.<init>()");

    private static final Set<String> BANNED_OWNERS = Set.of(
            "java.time.Clock",
            "java.lang.Thread",
            "java.security.SecureRandom",
            "java.util.concurrent.ThreadLocalRandom");

    private ArchitectureRules() {}

    /** Main classes below a root package; tests and their fakes are left out. */
    public static JavaClasses classesOf(String rootPackage) {
        ImportOption notJt = location -> !isTestOutput(location);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(notJt)
                .importPackages(rootPackage);
    }

    /** Directories named test and test-jars hold tests in any layout of build output. */
    private static boolean isTestOutput(Location location) {
        return location.contains("/test/") || location.contains("-tests.jar");
    }

    /** Checks every rule of this class; throws AssertionError with the rule, the reason, what to do, and the places. */
    public static void checkAll(JavaClasses classes, String... purePackages) {
        purePackagesDependOnPureCode(purePackages).check(classes);
        purePackagesAskNoClockAndNoChance(purePackages).check(classes);
        servicesDoNotKnowEachOther().check(classes);
    }

    /** Rule 1: pure packages depend on pure code only. */
    public static ArchRule purePackagesDependOnPureCode(String... purePackages) {
        DescribedPredicate<JavaClass> libraries = JavaClass.Predicates.resideInAnyPackage(LIBRARIES_OF_PURE_CODE);
        DescribedPredicate<JavaClass> siblings = JavaClass.Predicates.resideInAnyPackage(purePackages);
        DescribedPredicate<JavaClass> allowed = DescribedPredicate.describe("are pure", type -> {
            JavaClass element = type.getBaseComponentType();
            return element.isPrimitive() || isPureJava(element) || libraries.test(element) || siblings.test(element);
        });
        return ArchRuleDefinition.classes()
                .that()
                .resideInAnyPackage(purePackages)
                .should()
                .onlyDependOnClassesThat(allowed)
                .as("RULE pure-dependencies: " + Arrays.toString(purePackages)
                        + " use only java.* (without network, files, "
                        + "threads, executors, clocks, logging), Jackson trees, Avro records, JSpecify, "
                        + "io.shiplog.schemas.{object,record,value,topic,convert,openapi} and each other")
                .because(
                        "WHY: decisions are replayed, simulated and tested as plain functions; Kafka, HTTP, Docker and "
                                + "threads stay at the edges. WHAT TO DO: take the value as an argument, "
                                + "return an effect, or move "
                                + "the class to an edge package");
    }

    private static boolean isPureJava(JavaClass type) {
        return type.getName().startsWith("java.")
                && !IMPURE_JAVA.matcher(type.getName()).matches();
    }

    /** Rule 2: pure packages read no clock, draw no random numbers, touch no threads. */
    public static ArchRule purePackagesAskNoClockAndNoChance(String... purePackages) {
        DescribedPredicate<JavaAccess<?>> banned =
                DescribedPredicate.describe("is a clock, chance or a thread", ArchitectureRules::isBanned);
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage(purePackages)
                .should()
                .accessTargetWhere(banned)
                .as("RULE pure-calls: " + Arrays.toString(purePackages)
                        + " call no Instant.now, LocalDateTime.now, Clock, "
                        + "System.currentTimeMillis, System.nanoTime, "
                        + "UUID.randomUUID, Math.random, new Random(), Thread")
                .because("WHY: time and identity come from the log, so that the same inputs give the same state on any "
                        + "machine. WHAT TO DO: take `now` as an argument (the record's time), derive ids with Uids, "
                        + "and seed every Random from an argument");
    }

    private static boolean isBanned(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        String full = access.getTarget().getFullName();
        return BANNED_OWNERS.contains(owner)
                || BANNED_CALLS.contains(owner + "." + name)
                || BANNED_CALLS.contains(full);
    }

    /** Rule 3: no service uses a class of another service. */
    public static ArchRule servicesDoNotKnowEachOther() {
        return servicesDoNotKnowEachOther(SERVICES);
    }

    static ArchRule servicesDoNotKnowEachOther(List<String> roots) {
        String[] patterns = roots.stream().map(root -> root + "..").toArray(String[]::new);
        return ArchRuleDefinition.classes()
                .that()
                .resideInAnyPackage(patterns)
                .should(knowNoOtherThan(roots))
                .allowEmptyShould(true)
                .as("RULE services-apart: no service of " + roots + " uses a class of another")
                .because("WHY: services meet only in records on topics, so that each can be started, "
                        + "killed and upgraded "
                        + "alone. WHAT TO DO: move what both need to schemas, or send a record");
    }

    private static ArchCondition<JavaClass> knowNoOtherThan(List<String> roots) {
        return new ArchCondition<>("know only their own service") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String own = rootOf(type, roots);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String other = rootOf(dependency.getTargetClass().getBaseComponentType(), roots);
                    if (!other.isEmpty() && !other.equals(own)) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static String rootOf(JavaClass type, List<String> roots) {
        String name = type.getPackageName() + ".";
        return roots.stream()
                .filter(root -> name.startsWith(root + "."))
                .findFirst()
                .orElse("");
    }
}
