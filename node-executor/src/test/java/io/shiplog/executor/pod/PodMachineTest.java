package io.shiplog.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PodMachineTest {

    private static final Path DOC = Path.of("docs", "pod-machine.md");

    @TestFactory
    Stream<DynamicTest> everyArrowIsTaken() {
        return PodMachine.arrows().stream()
                .map(arrow -> DynamicTest.dynamicTest(
                        arrow.from() + " on " + arrow.event(),
                        () -> assertThat(PodMachine.next(arrow.from(), arrow.event()))
                                .isEqualTo(arrow.to())));
    }

    @Test
    void anEventWithoutAnArrowChangesNothing() {
        for (PodState state : PodState.values()) {
            for (PodEvent event : PodEvent.values()) {
                boolean arrow = PodMachine.arrows().stream().anyMatch(a -> a.from() == state && a.event() == event);
                if (!arrow) {
                    assertThat(PodMachine.next(state, event)).isEqualTo(state);
                }
            }
        }
    }

    @Test
    void everyStateIsReachedAndLeadsToGone() {
        assertThat(reachable(PodState.WAITING)).containsExactlyInAnyOrder(PodState.values());
        for (PodState state : PodState.values()) {
            assertThat(reachable(state)).contains(PodState.GONE);
        }
    }

    private static Set<PodState> reachable(PodState from) {
        Set<PodState> seen = EnumSet.of(from);
        ArrayDeque<PodState> todo = new ArrayDeque<>(seen);
        while (!todo.isEmpty()) {
            PodState state = todo.remove();
            for (PodMachine.Arrow arrow : PodMachine.arrows()) {
                if (arrow.from() == state && seen.add(arrow.to())) {
                    todo.add(arrow.to());
                }
            }
        }
        return seen;
    }

    @Test
    void theDiagramInTheDocumentationIsTheTable() throws IOException {
        String expected = "# The life of a pod on its node\n\nPrinted from `PodMachine`; update with `-Dgolden.update`."
                + " An event without an arrow changes nothing.\n\n```mermaid\n" + PodMachine.diagram() + "```\n";
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(DOC.getParent());
            Files.writeString(DOC, expected);
        }
        assertThat(Files.readString(DOC)).isEqualTo(expected);
    }
}
