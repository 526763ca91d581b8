package io.shiplog.standalone.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.topology.ReconcilerRole;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;

/** A slice is one transaction: all of it or nothing, once. */
final class TransactionsBrokerIT extends OnABroker {

    private static final int REPLICAS = 60;
    /** At least one slice must have been aborted with records in it by then; the third fencing does it as a rule. */
    private static final int ROUNDS = 12;

    @Test
    void aSliceThatIsAbortedLeavesNothingToReadersAndIsTakenAgainWhole() throws Exception {
        History history = new History(cluster);
        int rounds = 0;
        List<String> deployments = new ArrayList<>();
        try (Commander commander = new Commander(cluster);
                Watcher watcher = Watcher.start(cluster);
                Admin admin = Admin.create(KafkaSettings.admin(cluster.bootstrapServers(), "fencer"));
                ReconcilerRole reconciler = cluster.reconciler("reconciler-1", dir)) {
            awaitReady(reconciler);
            fill(commander, "first", 4);
            holds(history, commander);
            while (rounds < ROUNDS && aborted(history) == 0) {
                String name = "round-" + rounds;
                for (String namespace : NAMESPACES) {
                    commander.deployment(namespace, name, REPLICAS);
                    deployments.add(namespace + "/" + name);
                }
                fence(admin);
                rounds++;
                history.everyCommandIsAnsweredOnce(commander.acknowledged());
                history.awaitPods(deployments, REPLICAS);
            }
            holds(history, commander);
            watcher.sawWhatTheLogHolds();
        }
        assertThat(aborted(history))
                .as("records of aborted slices in %d rounds", rounds)
                .isPositive();
    }

    private static int aborted(History history) {
        return history.withAborted(Topics.RESOURCES).size()
                - history.committed(Topics.RESOURCES).size();
    }

    /** Takes the producer's epoch away while it has a transaction open, as another process of its name would. */
    private static void fence(Admin admin) throws InterruptedException, ExecutionException {
        List<String> open = List.of();
        ListTransactionsOptions ongoing = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
        for (int look = 0; look < 200 && open.isEmpty(); look++) {
            open = admin.listTransactions(ongoing).all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .toList();
        }
        admin.fenceProducers(open).all().get();
    }
}
