package io.shiplog.standalone.brokertests;

import static org.awaitility.Awaitility.await;

import io.shiplog.schemas.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of layer 6 share: a broker of their own in a container, up before the first test. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnABroker {

    /** Names that between them belong to every partition. */
    static final List<String> NAMESPACES = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    BrokerCluster cluster = never();

    @SuppressWarnings("NullAway") // set before the first test
    private static BrokerCluster never() {
        return null;
    }

    @BeforeAll
    void up() throws Exception {
        cluster = BrokerCluster.start();
    }

    @AfterAll
    void down() {
        if (cluster != null) {
            cluster.close();
        }
    }

    static void awaitReady(Role... roles) {
        await().atMost(LONG).until(() -> List.of(roles).stream().allMatch(Role::ready));
    }

    /** Makes all namespaces, and so many objects in each. */
    static void fill(Commander commander, String prefix, int each) {
        NAMESPACES.forEach(commander::namespace);
        more(commander, prefix, each);
    }

    /** Makes so many more objects in each namespace, in turn. */
    static void more(Commander commander, String prefix, int each) {
        for (int i = 0; i < each; i++) {
            for (String namespace : NAMESPACES) {
                commander.configMap(namespace, prefix + "-" + i);
            }
        }
    }

    /** What must hold whatever happened, once everything acknowledged has been answered. */
    static void holds(History history, Commander commander) {
        history.everyCommandIsAnsweredOnce(commander.acknowledged());
        history.versionsFollowOnEachOther();
        history.slicesAreWhole();
    }
}
