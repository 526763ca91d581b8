package io.shiplog.benchmarks.cluster;

import io.shiplog.benchmarks.BenchException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** A recording of Flight Recorder boiled down: which threads worked, at what, for whom of ours; what was allocated. */
public final class Flight {

    private static final int ROLES = 14;
    private static final int FRAMES = 20;
    private static final String OURS = "io.shiplog.";
    private static final long MIB = 1024 * 1024;

    private final Map<String, Role> roles = new TreeMap<>();
    private final Map<String, Long> allocatedBy = new HashMap<>();
    private Duration paused = Duration.ZERO;
    private long samples;
    private long allocated;

    private static final class Role {
        long samples;
        final Map<String, Long> leaves = new HashMap<>();
        final Map<String, Long> ours = new HashMap<>();
        final Map<String, Long> through = new HashMap<>();
    }

    private Flight() {}

    /** Reads what happened between two moments. */
    public static Flight read(Path recording, Instant from, Instant to) {
        Flight flight = new Flight();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                Instant at = event.getStartTime();
                if (!at.isBefore(from) && at.isBefore(to)) {
                    flight.take(event);
                }
            }
        } catch (IOException e) {
            throw new BenchException(recording + " cannot be read: " + e, e);
        }
        return flight;
    }

    private void take(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> sample(event);
            case "jdk.ObjectAllocationSample" -> allocation(event);
            case "jdk.GCPhasePause" -> paused = paused.plus(event.getDuration());
            default -> {
                // Of no interest here.
            }
        }
    }

    private void sample(RecordedEvent event) {
        RecordedThread thread = event.getThread("sampledThread");
        RecordedStackTrace stack = event.getStackTrace();
        if (thread == null || stack == null) {
            return;
        }
        samples++;
        String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
        Role role = roles.computeIfAbsent(withoutNumbers(name), n -> new Role());
        role.samples++;
        List<RecordedFrame> frames = stack.getFrames();
        role.leaves.merge(text(frames.get(0)), 1L, Long::sum);
        role.ours.merge(firstOfOurs(frames), 1L, Long::sum);
        frames.stream()
                .map(Flight::text)
                .filter(text -> text.startsWith(OURS))
                .distinct()
                .forEach(text -> role.through.merge(text, 1L, Long::sum));
    }

    private void allocation(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        long weight = event.getLong("weight");
        allocated += weight;
        if (stack != null) {
            allocatedBy.merge(firstOfOurs(stack.getFrames()), weight, Long::sum);
        }
    }

    private static String withoutNumbers(String thread) {
        return thread.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "").replaceAll("\\d+", "");
    }

    private static String firstOfOurs(List<RecordedFrame> frames) {
        return frames.stream()
                .map(Flight::text)
                .filter(text -> text.startsWith(OURS))
                .findFirst()
                .orElse("(none of ours)");
    }

    private static String text(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    /**
     * Prints shares of the samples by thread, and for each thread: methods of ours anywhere on the stack (through), the
     * one of ours nearest to the top (ours), and the one at the top, whoever's it is (top).
     */
    public void print(PrintStream out) {
        out.printf(
                "%d samples, %d MiB allocated, %d ms paused for collection%n",
                samples, allocated / MIB, paused.toMillis());
        roles.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> -e.getValue().samples))
                .limit(ROLES)
                .forEach(e -> {
                    out.printf("%n%5.1f %%  %s%n", 100.0 * e.getValue().samples / samples, e.getKey());
                    top(out, "through", e.getValue().through, samples);
                    top(out, "ours   ", e.getValue().ours, samples);
                    top(out, "top    ", e.getValue().leaves, samples);
                });
        out.printf("%nallocation%n");
        top(out, "ours   ", allocatedBy, allocated);
    }

    private static void top(PrintStream out, String title, Map<String, Long> counts, long whole) {
        counts.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> -e.getValue()))
                .limit(FRAMES)
                .filter(e -> e.getValue() * 400 > whole)
                .forEach(e -> out.printf("    %s %5.1f %%  %s%n", title, 100.0 * e.getValue() / whole, e.getKey()));
    }
}
