package io.shiplog.standalone.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shiplog.reconciler.topology.ReconcilerRole;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The broker goes and comes back under clients that go on. */
final class BrokerRestartBrokerIT extends OnABroker {

    private static final int BEFORE = 40;
    private static final int AFTER = 40;
    private static final long PAUSE_MILLIS = 10;

    @Test
    void whatWasAcknowledgedIsDoneOnceWhenTheBrokerIsRestartedUnderLoad() throws Exception {
        History history = new History(cluster);
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        try (Commander commander = new Commander(cluster);
                Watcher watcher = Watcher.start(cluster);
                ReconcilerRole reconciler = cluster.reconciler("reconciler-1", dir)) {
            awaitReady(reconciler);
            fill(commander, "first", 1);
            commander.deployment("a", "web", 100);
            Thread load = new Thread(() -> send(commander, sent, enough), "load");
            load.start();
            await().atMost(LONG).until(() -> sent.get() >= BEFORE);
            cluster.broker().stop();
            // Clients that know of no other broker hold their commands back until this one returns.
            cluster.broker().startAgain();
            int back = sent.get();
            await().atMost(LONG).until(() -> sent.get() >= back + AFTER);
            enough.set(true);
            load.join();
            holds(history, commander);
            assertThat(commander.failed()).isEmpty();
            assertThat(commander.acknowledged()).hasSizeGreaterThanOrEqualTo(sent.get());
            history.awaitPods("a/web", 100);
            watcher.sawWhatTheLogHolds();
            assertThat(reconciler.failure()).isEmpty();
        }
    }

    private static void send(Commander commander, AtomicInteger sent, AtomicBoolean enough) {
        while (!enough.get()) {
            int number = sent.getAndIncrement();
            commander.configMap(NAMESPACES.get(number % NAMESPACES.size()), "load-" + number);
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
