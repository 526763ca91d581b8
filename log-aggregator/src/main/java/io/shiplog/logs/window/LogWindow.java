package io.shiplog.logs.window;

import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most recent lines of every container, within a bound on all of them together: the container that has been silent
 * longest is forgotten first. Not thread-safe.
 */
public final class LogWindow {

    /** What a line costs beside its text: the record, its time, its place in the queue. */
    private static final int LINE_OVERHEAD_BYTES = 64;

    private final long maxBytes;
    private final int maxLinesPerContainer;
    /** In order of the last batch, oldest first. */
    private final Map<String, ArrayDeque<LogLine>> containers = new LinkedHashMap<>();

    private long bytes;

    /** A window that holds at most so many bytes in all and so many lines of one container. */
    public LogWindow(long maxBytes, int maxLinesPerContainer) {
        this.maxBytes = maxBytes;
        this.maxLinesPerContainer = maxLinesPerContainer;
    }

    /** Takes in a batch. */
    public void add(LogBatch batch) {
        String key = key(batch.getNamespace(), batch.getPod(), batch.getContainer());
        ArrayDeque<LogLine> lines = containers.remove(key);
        if (lines == null) {
            lines = new ArrayDeque<>();
        }
        containers.put(key, lines);
        for (LogLine line : batch.getLines()) {
            lines.add(line);
            bytes += size(line);
            if (lines.size() > maxLinesPerContainer) {
                bytes -= size(lines.remove());
            }
        }
        forgetTheSilent();
    }

    /** The last lines of a container, oldest first; empty when it is not known (any more). */
    public List<LogLine> tail(String namespace, String pod, String container, int count) {
        ArrayDeque<LogLine> lines = containers.get(key(namespace, pod, container));
        if (lines == null) {
            return List.of();
        }
        List<LogLine> all = new ArrayList<>(lines);
        return all.subList(Math.max(0, all.size() - count), all.size());
    }

    /** Bytes held. */
    public long bytes() {
        return bytes;
    }

    /** Containers held. */
    public int containers() {
        return containers.size();
    }

    private void forgetTheSilent() {
        Iterator<ArrayDeque<LogLine>> oldest = containers.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            for (LogLine line : oldest.next()) {
                bytes -= size(line);
            }
            oldest.remove();
        }
    }

    private static long size(LogLine line) {
        return line.getText().remaining() + LINE_OVERHEAD_BYTES;
    }

    private static String key(String namespace, String pod, String container) {
        return namespace + "/" + pod + "/" + container;
    }
}
