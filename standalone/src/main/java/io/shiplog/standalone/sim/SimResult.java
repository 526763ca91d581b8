package io.shiplog.standalone.sim;

import java.util.List;
import java.util.Map;

/**
 * What came of one run.
 *
 * @param failure the broken promise, or empty
 * @param lastRecords where it failed, the last records as a table
 * @param digest equal for equal runs
 * @param convergedMillis how long after the last fault all was as wanted
 * @param preempted pods that had to go for more important ones
 * @param evicted healthy pods of a disruption budget that were evicted
 * @param arrows of the pod machine that were taken, one bit each
 */
record SimResult(
        long seed,
        String failure,
        List<String> lastRecords,
        String digest,
        long records,
        long actions,
        long convergedMillis,
        Map<FaultKind, Integer> faults,
        Map<Integer, Integer> answers,
        int preempted,
        int evicted,
        long arrows) {

    boolean failed() {
        return !failure.isEmpty();
    }

    /** For people: what broke, where, and how to see it again. */
    String report() {
        StringBuilder out = new StringBuilder();
        out.append("seed ").append(seed).append(": ").append(failure).append('\n');
        out.append("faults ").append(faults).append(", ").append(records).append(" records; the last of them:\n");
        lastRecords.forEach(line -> out.append("  ").append(line).append('\n'));
        out.append("again: ./shiplog sim --seed ").append(seed).append('\n');
        return out.toString();
    }
}
