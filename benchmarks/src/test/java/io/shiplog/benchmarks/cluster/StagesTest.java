package io.shiplog.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StagesTest {

    @Test
    void everyThreadThatWorksForAPodHasItsStage() {
        assertThat(Map.of(
                        "data-plane-kafka-network-thread-CLIENT-PLAINTEXT",
                        "broker.network",
                        "data-plane-kafka-request-handler",
                        "broker.handlers",
                        "vert.x-eventloop-thread",
                        "api.http",
                        "api-ingest-mirror-resources",
                        "api.mirror",
                        "kafka-producer-network-thread | api-ingest-commands",
                        "api.gateway",
                        "shiplog-reconciler-StreamThread",
                        "reconciler.stream",
                        "kafka-producer-network-thread | shiplog-reconciler-StreamThread-producer",
                        "reconciler.clients",
                        "kafka-producer-network-thread | scheduler",
                        "scheduler",
                        "simulated-runtime",
                        "executor",
                        "C CompilerThread",
                        "jvm.jit"))
                .allSatisfy((thread, stage) -> assertThat(Stages.of(thread)).isEqualTo(stage));
        assertThat(Stages.of("a thread that nobody knows")).isEqualTo(Stages.REST);
    }

    @Test
    void stagesAddUpToTheWholeProcess() {
        Map<String, Long> stages = Stages.of(
                100, Map.of("scheduler-consumer", 20L, "scheduler-checkpoint", 5L, "VM Thread", 30L, "unheard of", 7L));
        assertThat(stages).containsExactlyInAnyOrderEntriesOf(Map.of("scheduler", 25L, "jvm.gc", 30L, "rest", 45L));
        assertThat(Stages.of(20, Map.of("VM Thread", 30L))).containsEntry("rest", 0L);
    }

    @Test
    void theNameOfAThreadSaysWhatKindItIs() {
        String dump = """
                "main" #1 prio=5 os_prio=0 cpu=2940.36ms elapsed=29.71s tid=0x00007fbb50018f20 nid=0x4519 waiting on
                "shiplog-reconciler-1b4e28ba-2fa1-11d2-883f-0016d3cca427-StreamThread-1" #9 prio=5 nid=17 runnable
                "C2 CompilerThread0" #5 daemon prio=9 os_prio=0 cpu=4.09ms elapsed=1.57s tid=0x00 nid=0x4527 waiting
                JNI global refs: 33, weak refs: 0
                """;
        Map<Long, String> names = ThreadNames.parse(dump);
        assertThat(names).containsEntry(0x4519L, "main").hasSize(3);
        assertThat(names.values().stream().map(ThreadNames::ofKind))
                .containsExactlyInAnyOrder("main", "shiplog-reconciler-StreamThread", "C CompilerThread");
    }

    @Test
    void aThreadIsChargedWhatItUsedSinceTheEarlierLook() {
        ProcessFigures before =
                new ProcessFigures(50, 0, 0, Map.of(1L, new ProcessFigures.ThreadTime("node-executor", 40)));
        ProcessFigures after = new ProcessFigures(
                90,
                0,
                0,
                Map.of(
                        1L, new ProcessFigures.ThreadTime("node-executor", 60),
                        2L, new ProcessFigures.ThreadTime("node-status", 10),
                        3L, new ProcessFigures.ThreadTime("api-ingest-work", 3),
                        4L, new ProcessFigures.ThreadTime("api-ingest-work", 4)));
        assertThat(after.threadsSince(before, Map.of(3L, "api-ingest-work-1", 4L, "api-ingest-work-2")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("node-executor", 20L, "node-status", 10L, "api-ingest-work", 7L));
    }
}
