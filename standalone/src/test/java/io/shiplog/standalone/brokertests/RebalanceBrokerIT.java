package io.shiplog.standalone.brokertests;

import static org.awaitility.Awaitility.await;

import io.shiplog.reconciler.topology.ReconcilerRole;
import io.shiplog.schemas.kafka.KafkaSettings;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** Two reconcilers share the partitions; either may go and come. */
final class RebalanceBrokerIT extends OnABroker {

    private static final int EACH = 15;
    private static final String GROUP = "shiplog-reconciler";

    @Test
    void aReconcilerThatGoesWithoutAWordIsSucceededAndComesBackUnderLoad() throws Exception {
        History history = new History(cluster);
        try (Commander commander = new Commander(cluster);
                Watcher watcher = Watcher.start(cluster);
                ReconcilerRole stays = cluster.reconciler("reconciler-1", dir.resolve("one"))) {
            try (ReconcilerRole goes = cluster.reconciler("reconciler-2", dir.resolve("two"))) {
                awaitReady(stays, goes);
                awaitSharedBy(2);
                fill(commander, "shared", EACH);
                commander.deployment("a", "web", 50);
                more(commander, "while-it-goes", EACH);
            }
            // Its name stays in the group, as after a crash, until its session ends.
            more(commander, "alone", EACH);
            commander.scale("a", "web", 60);
            holds(history, commander);
            history.awaitPods("a/web", 60);
            try (ReconcilerRole back = cluster.reconciler("reconciler-2", dir.resolve("two"))) {
                more(commander, "while-it-comes", EACH);
                awaitReady(stays, back);
                awaitSharedBy(2);
                more(commander, "shared-again", EACH);
                commander.scale("a", "web", 55);
                holds(history, commander);
                history.awaitPods("a/web", 55);
            }
            watcher.sawWhatTheLogHolds();
        }
    }

    /** Waits until so many members have partitions of commands. */
    private void awaitSharedBy(int members) {
        try (Admin admin = Admin.create(KafkaSettings.admin(cluster.bootstrapServers(), "group"))) {
            await().atMost(LONG).until(() -> busyMembers(admin) == members);
        }
    }

    private static long busyMembers(Admin admin) throws InterruptedException, ExecutionException {
        return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }
}
