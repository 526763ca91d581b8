package io.shiplog.executor.runtime.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall.RemovePod;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationJournalTest {

    private static final PodTemplate SERVES = new Templates().of(Pods.nginx("web"));
    private static final PodTemplate ENDS =
            new Templates().of(Pods.pod("job", "busybox:1", "Never", "exit-after", "10s", "start-delay", "0"));

    @TempDir
    Path dir;

    private Path path() {
        return dir.resolve("simulated.journal");
    }

    private static PodRef ref(String node, String uid) {
        return new PodRef(node, "default", "pod-" + uid, uid);
    }

    private SimulationJournal open() {
        return new SimulationJournal(path());
    }

    private Simulation lived(SimulationJournal journal, List<Observation> seen) {
        Simulation simulation = new Simulation(SimulationRules.DEFAULT, journal);
        journal.restore(simulation);
        simulation.call(new StartContainer(ref("n1", "a"), SERVES, 0, 0, PodConfigs.NONE), 1_000);
        simulation.call(new StartContainer(ref("n1", "b"), ENDS, 0, 0, PodConfigs.NONE), 1_000);
        simulation.advance(2_000, seen);
        journal.flush();
        return simulation;
    }

    @Test
    void containersGoOnAfterTheProcessDiedAsTheyWouldHave() {
        lived(open(), new ArrayList<>()); // never closed: killed
        SimulationJournal journal = open();
        Simulation again = new Simulation(SimulationRules.DEFAULT, journal);
        journal.restore(again);
        assertThat(again.live()).isEqualTo(2);
        assertThat(again.list()).hasSize(2);
        List<Observation> seen = new ArrayList<>();
        again.advance(60_000, seen);
        assertThat(seen).hasSize(1);
        Observation.Exited exited = (Observation.Exited) seen.get(0);
        assertThat(exited.uid()).isEqualTo("b");
        assertThat(exited.atMillis()).isEqualTo(11_000);
        assertThat(again.live()).isEqualTo(1);
    }

    @Test
    void addressesAreKept() {
        Simulation before = lived(open(), new ArrayList<>());
        SimulationJournal journal = open();
        Simulation again = new Simulation(SimulationRules.DEFAULT, journal);
        journal.restore(again);
        assertThat(again.list()).containsExactlyInAnyOrderElementsOf(before.list());
    }

    @Test
    void aTornTailIsCutOff() throws IOException {
        lived(open(), new ArrayList<>());
        long whole = Files.size(path());
        Files.write(path(), new byte[] {0, 0, 0, 9, 1, 2, 3}, StandardOpenOption.APPEND);
        assertThat(JournalReader.read(List.of(path())).livePods()).isEqualTo(2);
        byte[] bytes = Files.readAllBytes(path());
        for (int length = 0; length <= whole; length += 3) {
            Path torn = dir.resolve("torn");
            Files.write(torn, Arrays.copyOf(bytes, length));
            SimulationJournal journal = new SimulationJournal(torn);
            Simulation again = new Simulation(SimulationRules.DEFAULT, journal);
            journal.restore(again);
            assertThat(again.live()).isBetween(0, 2);
            journal.close();
        }
    }

    @Test
    void countsLivingContainersByPod() {
        SimulationJournal journal = open();
        Simulation simulation = lived(journal, new ArrayList<>());
        simulation.call(new RemovePod(ref("n1", "a")), 3_000);
        simulation.advance(3_000, new ArrayList<>());
        journal.flush();
        JournalReader.Report report = JournalReader.read(List.of(path()));
        assertThat(report.liveByUid()).containsOnlyKeys("b");
        assertThat(report.starts()).isEqualTo(2);
        assertThat(report.twice()).isEmpty();
    }

    @Test
    void aPodThatRunsOnTwoNodesIsCountedAsStartedTwiceEvenAfterARestart() {
        SimulationJournal journal = open();
        Simulation simulation = lived(journal, new ArrayList<>());
        simulation.call(new StartContainer(ref("n2", "a"), SERVES, 0, 0, PodConfigs.NONE), 3_000);
        simulation.advance(4_000, new ArrayList<>());
        simulation.call(new RemovePod(ref("n1", "a")), 5_000);
        simulation.advance(5_000, new ArrayList<>());
        journal.flush();
        assertThat(JournalReader.read(List.of(path())).twice()).containsOnlyKeys("a");
        SimulationJournal next = open();
        next.restore(new Simulation(SimulationRules.DEFAULT, next));
        next.close();
        assertThat(JournalReader.read(List.of(path())).twice()).containsOnlyKeys("a");
    }

    @Test
    void aStartThatIsAskedForTwiceHappensOnce() {
        SimulationJournal journal = open();
        Simulation simulation = lived(journal, new ArrayList<>());
        simulation.call(new StartContainer(ref("n1", "a"), SERVES, 0, 0, PodConfigs.NONE), 3_000);
        simulation.advance(4_000, new ArrayList<>());
        journal.flush();
        assertThat(JournalReader.read(List.of(path())).starts()).isEqualTo(2);
    }
}
