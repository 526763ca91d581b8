package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.report.RunFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is measured of Shiplog and of Swarm, each step of both before the next step of either. Each begins and ends with
 * no container, and what leads up to the measured step is not measured.
 *
 * @param swarm starts a container again at once, as Kubernetes does the first time
 * @param swarmAsShipped waits first, as Swarm does by default; for the recovery alone
 * @param beside who starts beside the two, e.g. the engine alone; for the start alone
 */
record SwarmPair(ShiplogPods shiplog, SwarmService swarm, SwarmService swarmAsShipped, List<Side> beside, Steps steps) {

    private static final int FEW = 20;
    private static final int MANY = 40;
    private static final int VICTIMS = 5;
    private static final int UPDATED = 10;

    /** What can be measured, in this order. */
    enum Part {
        START,
        SCALE,
        RECOVER,
        UPDATE
    }

    /**
     * Measures one part.
     *
     * @param turn who began in one begins last in the next
     * @param replicas how many are started at once
     */
    void measure(RunFigures figures, Part part, int turn, List<Integer> replicas) {
        switch (part) {
            case START -> replicas.forEach(count -> start(figures, turn, count));
            case SCALE -> scale(figures, turn);
            case RECOVER -> recover(figures, turn);
            case UPDATE -> Rollout.ALL.forEach(rollout -> update(figures, turn, rollout));
        }
    }

    /** From none to so many, and to none again. */
    void start(RunFigures figures, int turn, int count) {
        List<Side> sides = new ArrayList<>(List.of(swarm, shiplog));
        sides.addAll(beside);
        for (Side side : inTurn(turn, sides)) {
            steps.start(figures, side, count);
            steps.stop(figures, side, count);
        }
    }

    private void scale(RunFigures figures, int turn) {
        for (Orchestrator side : inTurn(turn, List.of(swarm, shiplog))) {
            steps.start(new RunFigures(), side, FEW);
            steps.scale(figures, side, "scale" + FEW + "to" + MANY, MANY);
            steps.stop(new RunFigures(), side, MANY);
        }
    }

    private void recover(RunFigures figures, int turn) {
        for (Orchestrator side : inTurn(turn, List.of(swarm, shiplog, swarmAsShipped))) {
            steps.start(new RunFigures(), side, FEW);
            steps.recover(figures, side, "recover" + VICTIMS + "of" + FEW, VICTIMS);
            steps.stop(new RunFigures(), side, FEW);
        }
    }

    private void update(RunFigures figures, int turn, Rollout rollout) {
        for (Orchestrator side : inTurn(turn, List.of(swarm, shiplog))) {
            steps.start(new RunFigures(), side, UPDATED);
            steps.update(figures, side, rollout);
            steps.stop(new RunFigures(), side, UPDATED);
        }
    }

    private static <S> List<S> inTurn(int turn, List<S> sides) {
        List<S> out = new ArrayList<>(sides);
        if (turn % 2 == 1) {
            Collections.reverse(out);
        }
        return out;
    }
}
