package io.shiplog.standalone.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shiplog.reconciler.topology.ReconcilerRole;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a reconciler keeps on its disk and in its heap can be lost; the log has it. */
final class RestoreBrokerIT extends OnABroker {

    private static final int EACH = 10;

    @Test
    void aReconcilerWhoseDirectoryIsGoneKnowsEverything() throws Exception {
        History history = new History(cluster);
        try (Commander commander = new Commander(cluster)) {
            try (ReconcilerRole first = cluster.reconciler("reconciler-1", dir.resolve("first"))) {
                awaitReady(first);
                fill(commander, "kept", EACH);
                commander.deployment("a", "web", 30);
                holds(history, commander);
                history.awaitPods("a/web", 30);
            }
            try (ReconcilerRole second = cluster.reconciler("reconciler-1", dir.resolve("second"))) {
                awaitReady(second);
                NAMESPACES.forEach(namespace -> {
                    for (int i = 0; i < EACH; i++) {
                        commander.createAgain(namespace, "kept-" + i);
                    }
                });
                commander.scale("a", "web", 35);
                holds(history, commander);
                history.awaitPods("a/web", 35);
                assertThat(history.answers().entrySet())
                        .filteredOn(answer -> answer.getKey().contains("-again-"))
                        .extracting(Map.Entry::getValue)
                        .hasSize(NAMESPACES.size() * EACH)
                        .allSatisfy(codes -> assertThat(codes).containsExactly(409));
            }
        }
    }

    @Test
    void aReconcilerThatIsKilledLeavesNothingUndoneAndNothingTwice() throws Exception {
        History history = new History(cluster);
        try (Commander commander = new Commander(cluster)) {
            Process killed = cluster.reconcilerProcess(dir.resolve("process"));
            try {
                NAMESPACES.forEach(commander::namespace);
                await().atMost(LONG).until(() -> history.answers().keySet().containsAll(commander.acknowledged()));
                more(commander, "under-way", EACH);
                commander.deployment("b", "web", 200);
                more(commander, "behind", EACH);
                int before = history.answers().size();
                await().atMost(LONG).until(() -> history.answers().size() > before);
            } finally {
                killed.destroyForcibly().waitFor();
            }
            Process next = cluster.reconcilerProcess(dir.resolve("process"));
            try {
                holds(history, commander);
                history.awaitPods("b/web", 200);
                holds(history, commander);
            } finally {
                next.destroy();
                next.waitFor();
            }
        }
    }
}
