package io.shiplog.logs.window;

import io.shiplog.schemas.record.MetricAggregate;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.record.MetricSample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Windows over the time at which samples were taken. Each node has its own clock, the newest of its samples, so that a
 * machine whose clock is wrong disturbs no other. The rules, as sentences:
 *
 * <ul>
 *   <li>A window is published when its node's clock has passed its end, or the node has been silent for so long that it
 *       must have.
 *   <li>What comes out of order within the grace is put where it belongs; a window that it changed is published again.
 *   <li>What belongs to a window whose grace is over is late: left out and counted.
 *   <li>A clock that was set back starts its node anew, once it is sure that it was.
 *   <li>A sample from further in the future than a window is refused, lest it make everything else late.
 * </ul>
 *
 * <p>The same batches at the same times give the same rows. Not thread-safe.
 */
public final class SampleWindows {

    /**
     * Bounds.
     *
     * @param windowMillis length of a window
     * @param graceMillis how long after its end samples may still come, by the node's clock
     * @param silentMillis a node that says nothing for so long: its windows end by the reader's clock
     * @param forgetMillis a node that says nothing for so long is forgotten
     * @param subjectsMax pods and nodes that are followed; further ones are refused
     */
    public record Bounds(long windowMillis, long graceMillis, long silentMillis, long forgetMillis, int subjectsMax) {

        /** A minute, half a minute of grace. */
        public static Bounds standard(int subjectsMax) {
            return new Bounds(60_000, 30_000, 30_000, 15 * 60_000, subjectsMax);
        }
    }

    /** What became of the samples of one batch, counted. */
    public record Intake(int taken, int outOfOrder, int duplicate, int late, int future, int refused) {}

    private static final class Mark {
        boolean dirty;
        int revision;
        Map<String, MetricAggregate> published = Map.of();
    }

    private static final class Windowed {
        final Subject subject;
        final TreeMap<Long, Mark> windows = new TreeMap<>();

        Windowed(Subject.Id id) {
            subject = new Subject(id);
        }

        void touch(long windowStart) {
            windows.computeIfAbsent(windowStart, start -> new Mark()).dirty = true;
        }
    }

    private static final class Node {
        final Map<String, Windowed> subjects = new TreeMap<>();
        long clockMillis;
        long advancedMillis;
        long seenMillis;
        long closedBefore = Long.MIN_VALUE;
    }

    private final Bounds bounds;
    private final Map<String, Node> nodes = new TreeMap<>();
    private int subjects;

    public SampleWindows(Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Takes in the samples of a node.
     *
     * @param nowMillis the reader's clock, or the time at which the record was appended
     */
    public Intake add(MetricBatch batch, long nowMillis) {
        Node node = node(batch, nowMillis);
        node.seenMillis = Math.max(node.seenMillis, nowMillis);
        int[] counts = new int[Fate.values().length];
        for (MetricSample sample : batch.getSamples()) {
            counts[take(batch.getNode(), node, sample, nowMillis).ordinal()]++;
        }
        return new Intake(
                counts[Fate.TAKEN.ordinal()] + counts[Fate.OUT_OF_ORDER.ordinal()],
                counts[Fate.OUT_OF_ORDER.ordinal()],
                counts[Fate.DUPLICATE.ordinal()],
                counts[Fate.LATE.ordinal()],
                counts[Fate.FUTURE.ordinal()],
                counts[Fate.REFUSED.ordinal()]);
    }

    private enum Fate {
        TAKEN,
        OUT_OF_ORDER,
        DUPLICATE,
        LATE,
        FUTURE,
        REFUSED
    }

    private Node node(MetricBatch batch, long now) {
        Node known = nodes.get(batch.getNode());
        if (known != null) {
            long newest = batch.getSamples().stream()
                    .mapToLong(MetricSample::getTimeMillis)
                    .max()
                    .orElse(known.clockMillis);
            boolean setBack = newest < known.closedBefore && now - known.advancedMillis > bounds.silentMillis;
            if (!setBack) {
                return known;
            }
            subjects -= known.subjects.size();
        }
        Node anew = new Node();
        anew.advancedMillis = now;
        nodes.put(batch.getNode(), anew);
        return anew;
    }

    private Fate take(String name, Node node, MetricSample sample, long now) {
        long time = sample.getTimeMillis();
        if (time < node.closedBefore) {
            return Fate.LATE;
        }
        if (time > now + bounds.windowMillis) {
            return Fate.FUTURE;
        }
        Subject.Id id = Subject.Id.of(name, sample);
        String key = id.namespace() + "/" + id.pod() + "/" + id.uid();
        Windowed windowed = node.subjects.get(key);
        if (windowed == null) {
            if (subjects >= bounds.subjectsMax) {
                return Fate.REFUSED;
            }
            windowed = new Windowed(id);
            node.subjects.put(key, windowed);
            subjects++;
        }
        Series.Taken taken = windowed.subject.add(sample);
        if (taken == Series.Taken.DUPLICATE) {
            return Fate.DUPLICATE;
        }
        long start = start(time);
        windowed.touch(start);
        // The rate from the window before reaches up to this sample.
        if (start - bounds.windowMillis >= node.closedBefore
                && windowed.windows.containsKey(start - bounds.windowMillis)) {
            windowed.touch(start - bounds.windowMillis);
        }
        if (time > node.clockMillis) {
            node.clockMillis = time;
            node.advancedMillis = now;
        }
        return taken == Series.Taken.NEWEST ? Fate.TAKEN : Fate.OUT_OF_ORDER;
    }

    private long start(long time) {
        return Math.floorDiv(time, bounds.windowMillis) * bounds.windowMillis;
    }

    /** Rows to be published now, by node, subject and window; and forgets what is over. */
    public List<MetricRollup> due(long nowMillis) {
        List<MetricRollup> out = new ArrayList<>();
        for (Node node : nodes.values()) {
            long silence = nowMillis - node.seenMillis;
            long ended = node.clockMillis + (silence > bounds.silentMillis ? silence : 0);
            long closed = start(node.clockMillis - bounds.graceMillis);
            node.closedBefore = Math.max(node.closedBefore, closed);
            for (Windowed windowed : node.subjects.values()) {
                windowed.windows.forEach((start, mark) -> {
                    if (mark.dirty && start + bounds.windowMillis <= ended) {
                        publish(windowed.subject, start, mark, out);
                    }
                });
                windowed.windows.headMap(node.closedBefore).clear();
                windowed.subject.forgetBefore(node.closedBefore);
            }
            forget(node.subjects.values(), nowMillis - node.seenMillis > bounds.forgetMillis);
        }
        nodes.values().removeIf(node -> node.subjects.isEmpty() && nowMillis - node.seenMillis > bounds.forgetMillis);
        return out;
    }

    private void forget(Collection<Windowed> all, boolean silent) {
        int before = all.size();
        all.removeIf(each -> silent || (each.windows.isEmpty() && each.subject.isEmpty()));
        subjects -= before - all.size();
    }

    private void publish(Subject subject, long start, Mark mark, List<MetricRollup> out) {
        mark.dirty = false;
        Map<String, MetricAggregate> values = subject.over(start, start + bounds.windowMillis);
        if (values.equals(mark.published)) {
            return; // nothing, as after a first sample of counters alone, or nothing new
        }
        mark.published = values;
        mark.revision++;
        Subject.Id id = subject.id();
        out.add(new MetricRollup(
                id.isNode() ? "Node" : "Pod",
                id.namespace(),
                id.isNode() ? id.node() : id.pod(),
                id.uid(),
                subject.workload(),
                start,
                bounds.windowMillis,
                mark.revision,
                id.isNode() ? 0 : 1,
                values));
    }

    /** Pods and nodes that are followed. */
    public int subjects() {
        return subjects;
    }
}
