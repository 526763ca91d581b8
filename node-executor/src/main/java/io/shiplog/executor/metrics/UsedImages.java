package io.shiplog.executor.metrics;

import io.shiplog.executor.node.pressure.ImageGarbage;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.schemas.value.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Images that pods of this process have named, and when they did last. Only these are ever removed: the engine of a
 * machine that somebody also works on holds others, and they are not ours.
 */
final class UsedImages {

    /** Names kept; the one that was not used for longest is forgotten first. */
    static final int NAMES_MAX = 10_000;

    private final Map<String, Long> lastUsed = new LinkedHashMap<>();

    /** Pods name these now. */
    void used(Set<String> images, long nowMillis) {
        for (String image : images) {
            String name = canonical(image);
            lastUsed.remove(name);
            lastUsed.put(name, nowMillis);
        }
        var oldest = lastUsed.keySet().iterator();
        while (lastUsed.size() > NAMES_MAX) {
            oldest.next();
            oldest.remove();
        }
    }

    /** True when there is something to remove, if it is ours. */
    static boolean nearlyFull(NodeFigures.Disk disk) {
        return disk.totalBytes() > 0
                && 100 - disk.availableBytes() * 100 / disk.totalBytes() >= ImageGarbage.HIGH_PERCENT;
    }

    /** Ids of the images to remove, in order; empty while the disk is not nearly full. */
    List<String> toRemove(List<ImageStore.Image> images, NodeFigures.Disk disk) {
        List<ImageGarbage.Candidate> ours = new ArrayList<>();
        for (ImageStore.Image image : images) {
            long last = image.names().stream()
                    .mapToLong(name -> lastUsed.getOrDefault(canonical(name), 0L))
                    .max()
                    .orElse(0);
            if (last > 0) {
                ours.add(new ImageGarbage.Candidate(image.id(), image.sizeBytes(), last, image.inUse()));
            }
        }
        return ImageGarbage.toRemove(ours, disk.totalBytes(), disk.availableBytes());
    }

    /** One line a name, the oldest first. */
    String text() {
        StringBuilder out = new StringBuilder();
        lastUsed.forEach(
                (name, millis) -> out.append(millis).append(' ').append(name).append('\n'));
        return out.toString();
    }

    /** Puts back what {@link #text} wrote; lines that are damaged are passed over. */
    void restore(String text) {
        Map<String, Long> found = new HashMap<>();
        text.lines().filter(line -> line.matches("\\d{1,18} \\S+")).forEach(line -> {
            int blank = line.indexOf(' ');
            found.put(line.substring(blank + 1), Long.parseLong(line.substring(0, blank)));
        });
        found.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(entry -> lastUsed.putIfAbsent(entry.getKey(), entry.getValue()));
    }

    private static String canonical(String image) {
        try {
            return ImageReference.parse(image).withDefaultTag().full();
        } catch (IllegalArgumentException e) {
            return image;
        }
    }
}
