package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.report.RunFigures;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is measured of a side, the same way of each: running is what the engine lists as running. What an orchestrator
 * says itself is a figure of its own, and asked only after the engine has shown it.
 */
final class Steps {

    private final Patience patience;
    private final Supplier<String> situation;

    /**
     * Steps of one run.
     *
     * @param situation what to show when a wait is given up
     */
    Steps(Patience patience, Supplier<String> situation) {
        this.patience = patience;
        this.situation = situation;
    }

    /** From none to so many. */
    void start(RunFigures figures, Side side, int count) {
        Asked asked = ask(() -> side.start(count));
        running(figures, side, "start" + count, count, asked);
    }

    /** From fewer or more to so many. */
    void scale(RunFigures figures, Orchestrator side, String step, int count) {
        running(figures, side, step, count, ask(() -> side.scale(count)));
    }

    private static void running(RunFigures figures, Side side, String step, int count, Asked asked) {
        String prefix = side.name() + "." + step;
        double seconds = asked.until(
                count + " containers", () -> Commands.running(side.label()).size() == count);
        figures.put(prefix + ".seconds", seconds);
        if (side instanceof Orchestrator orchestrator) {
            figures.put(
                    prefix + ".shownRunningSeconds",
                    asked.until(count + " shown as running", () -> orchestrator.saysRunning() == count));
        }
        asked.join();
    }

    /** Containers that end by themselves, to as many in their place. */
    void recover(RunFigures figures, Side side, String step, int victims) {
        Set<String> before = Commands.running(side.label());
        Victims killed = Victims.of(before.stream().limit(victims).collect(Collectors.toSet()));
        Asked asked = ask(() -> {
            killed.kill();
            killed.started().keySet().forEach(side::restart);
        });
        double seconds = asked.until("containers in place of the killed ones", () -> {
            Set<String> now = Commands.running(side.label());
            return now.size() == before.size() && killed.replaced(now);
        });
        figures.put(side.name() + "." + step + ".seconds", seconds);
        asked.join();
    }

    /** From all running to as many others, and to the orchestrator's word that this is done. */
    void update(RunFigures figures, Orchestrator side, Rollout rollout) {
        Set<String> before = Commands.running(side.label());
        side.plan(rollout);
        Asked asked = ask(side::update);
        String prefix = side.name() + ".update" + before.size() + "." + rollout.title();
        double seconds = asked.until("new containers", () -> {
            Set<String> now = Commands.running(side.label());
            return now.size() == before.size() && now.stream().noneMatch(before::contains);
        });
        figures.put(prefix + ".seconds", seconds);
        figures.put(
                prefix + ".shownRunningSeconds",
                asked.until("new containers shown as running", () -> side.saysRunning() == before.size()));
        figures.put(prefix + ".shownDoneSeconds", asked.until("the end of the update", side::saysUpdated));
        asked.join();
    }

    /** From so many to none, and on to nothing left of them, which is not measured. */
    void stop(RunFigures figures, Side side, int count) {
        Asked asked = ask(side::stop);
        double seconds =
                asked.until("no container", () -> Commands.running(side.label()).isEmpty());
        figures.put(side.name() + ".stop" + count + ".seconds", seconds);
        asked.join();
        asked.until("nothing left", side::gone);
    }

    private Asked ask(Runnable order) {
        return Asked.of(order, patience, situation);
    }
}
