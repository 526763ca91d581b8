package io.shiplog.executor.pod;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states of a pod on its node and the arrows between them, as a table. An event without an arrow changes nothing,
 * so that
 * doubled and late events are harmless. The diagram in docs/pod-machine.md is printed from this table.
 */
public final class PodMachine {

    /** One arrow. */
    public record Arrow(PodState from, PodEvent event, PodState to) {}

    private static final List<Arrow> ARROWS = new ArrayList<>();
    /** Number of the arrow by state and event, -1 where there is none. */
    private static final int[][] TABLE = new int[PodState.values().length][PodEvent.values().length];

    static {
        for (int[] row : TABLE) {
            Arrays.fill(row, -1);
        }
        arrow(PodState.WAITING, PodEvent.ADMIT, PodState.STARTING);
        arrow(PodState.WAITING, PodEvent.REFUSE, PodState.REFUSED);
        arrow(PodState.WAITING, PodEvent.COMPLETE, PodState.SUCCEEDED); // it had ended before this executor started
        arrow(PodState.WAITING, PodEvent.FAIL, PodState.FAILED); // likewise
        arrow(PodState.WAITING, PodEvent.STOP, PodState.REMOVING);
        arrow(PodState.WAITING, PodEvent.KILL, PodState.REMOVING);
        arrow(PodState.REFUSED, PodEvent.STOP, PodState.REMOVING);
        arrow(PodState.REFUSED, PodEvent.KILL, PodState.REMOVING);
        arrow(PodState.STARTING, PodEvent.UP, PodState.RUNNING);
        arrow(PodState.STARTING, PodEvent.COMPLETE, PodState.SUCCEEDED);
        arrow(PodState.STARTING, PodEvent.FAIL, PodState.FAILED);
        arrow(PodState.RUNNING, PodEvent.COMPLETE, PodState.SUCCEEDED);
        arrow(PodState.RUNNING, PodEvent.FAIL, PodState.FAILED);
        arrow(PodState.STARTING, PodEvent.END, PodState.ENDING);
        arrow(PodState.RUNNING, PodEvent.END, PodState.ENDING);
        arrow(PodState.ENDING, PodEvent.COMPLETE, PodState.SUCCEEDED);
        arrow(PodState.ENDING, PodEvent.FAIL, PodState.FAILED);
        for (PodState live :
                List.of(PodState.STARTING, PodState.RUNNING, PodState.ENDING, PodState.SUCCEEDED, PodState.FAILED)) {
            arrow(live, PodEvent.STOP, PodState.STOPPING);
            arrow(live, PodEvent.KILL, PodState.KILLING);
        }
        arrow(PodState.STOPPING, PodEvent.KILL, PodState.KILLING);
        arrow(PodState.STOPPING, PodEvent.DOWN, PodState.REMOVING);
        arrow(PodState.KILLING, PodEvent.DOWN, PodState.REMOVING);
        arrow(PodState.REMOVING, PodEvent.REMOVED, PodState.GONE);
    }

    private PodMachine() {}

    private static void arrow(PodState from, PodEvent event, PodState to) {
        TABLE[from.ordinal()][event.ordinal()] = ARROWS.size();
        ARROWS.add(new Arrow(from, event, to));
    }

    /** Every arrow, in the order of the table. */
    public static List<Arrow> arrows() {
        return List.copyOf(ARROWS);
    }

    /** The state after an event; the same state where there is no arrow. */
    public static PodState next(PodState state, PodEvent event) {
        int arrow = arrow(state, event);
        return arrow < 0 ? state : ARROWS.get(arrow).to();
    }

    /** Number of an arrow in {@link #arrows()}, or -1. */
    public static int arrow(PodState from, PodEvent event) {
        return TABLE[from.ordinal()][event.ordinal()];
    }

    /** The arrows that are not in a set of {@link #arrow numbers}, one bit each. */
    public static List<Arrow> without(long taken) {
        List<Arrow> out = new ArrayList<>();
        for (int i = 0; i < ARROWS.size(); i++) {
            if ((taken & 1L << i) == 0) {
                out.add(ARROWS.get(i));
            }
        }
        return out;
    }

    /** The table as a Mermaid state diagram. */
    public static String diagram() {
        StringBuilder out = new StringBuilder("stateDiagram-v2\n    [*] --> WAITING\n");
        for (Arrow arrow : ARROWS) {
            out.append("    ")
                    .append(arrow.from())
                    .append(" --> ")
                    .append(arrow.to())
                    .append(": ")
                    .append(arrow.event())
                    .append('\n');
        }
        return out.append("    GONE --> [*]\n").toString();
    }
}
