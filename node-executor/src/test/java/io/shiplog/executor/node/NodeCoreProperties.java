package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.runtime.FoundPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class NodeCoreProperties {

    /** One pod is commanded to run, perhaps to stop, perhaps its tombstone follows; anything may be doubled. */
    record Step(int pod, int stage, boolean doubled, boolean restart, int pauseMillis) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        Arbitraries.frequency(Tuple.of(8, false), Tuple.of(1, true)),
                        Arbitraries.of(0, 1, 7, 50, 500))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    /** Whatever the order, doubling and restarts: what is wanted in the end runs exactly once, and nothing else. */
    @Property(tries = 300)
    void whatIsWantedRunsOnceAndNothingElse(@ForAll("histories") List<Step> history) {
        FakeCommandLog log = new FakeCommandLog();
        Rig rig = new Rig(Rig.unregistered().simulation, log, "run-0", "n1");
        rig.register("n1", 1);
        rig.core.caughtUp(rig.now);
        int[] stages = {-1, -1, -1, -1, -1, -1};
        int runs = 1;
        for (Step step : history) {
            if (step.restart()) {
                rig = restarted(rig, log, runs++, stages);
            }
            // The log of one key only ever goes forward: run, stop, tombstone; an older one may be read again before a
            // newer.
            int from = step.doubled() ? Math.max(0, stages[step.pod()]) : stages[step.pod()] + 1;
            stages[step.pod()] = Math.max(stages[step.pod()], step.stage());
            for (int stage = from; stage <= stages[step.pod()]; stage++) {
                command(rig, step.pod(), stage);
            }
            rig.pass(step.pauseMillis());
        }
        rig.pass(1_000);
        Set<String> wanted = new TreeSet<>();
        for (int pod = 0; pod < stages.length; pod++) {
            if (stages[pod] == 0) {
                wanted.add("u" + pod);
            }
        }
        List<String> running = new ArrayList<>();
        for (FoundPod pod : rig.simulation.list()) {
            pod.containers().stream()
                    .filter(c -> c.ended() == null)
                    .forEach(c -> running.add(pod.ref().uid()));
            assertThat(pod.containers()).allMatch(c -> c.attempt() == 0);
        }
        assertThat(running).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(running)).isEqualTo(wanted);
        assertThat(rig.simulation.live()).isEqualTo(wanted.size());
    }

    private static Rig restarted(Rig before, FakeCommandLog log, int run, int[] stages) {
        Rig rig = new Rig(before.simulation, log, "run-" + run, "n1");
        rig.now = before.now;
        rig.core.restore(log.saved(), before.simulation.list(), rig.now);
        for (int pod = 0; pod < stages.length; pod++) {
            // Compaction has left only the newest record of each key, and after a while no tombstone either.
            if (stages[pod] == 0 || stages[pod] == 1) {
                command(rig, pod, stages[pod]);
            }
        }
        rig.core.caughtUp(rig.now);
        rig.register("n1", run + 1);
        return rig;
    }

    private static void command(Rig rig, int pod, int stage) {
        String uid = "u" + pod;
        switch (stage) {
            case 0 -> rig.command("n1", uid, Pods.run("n1", uid, Pods.nginx("web-" + pod)));
            case 1 -> rig.command("n1", uid, Pods.stop("n1", uid, "web-" + pod, 1));
            default -> rig.command("n1", uid, null);
        }
    }
}
