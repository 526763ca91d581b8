package io.shiplog.executor.node.pressure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which images are removed when their disk fills up: above the high mark the ones unused for longest, until the low
 * mark is reached.
 */
public final class ImageGarbage {

    /** imageGCHighThresholdPercent: removing begins here. */
    public static final int HIGH_PERCENT = 85;
    /** imageGCLowThresholdPercent: and goes on to here. */
    public static final int LOW_PERCENT = 80;

    /**
     * An image on the node.
     *
     * @param lastUsedMillis when a container of it was last seen, or when it was first seen
     * @param inUse a container, running or not, was made of it
     */
    public record Candidate(String id, long sizeBytes, long lastUsedMillis, boolean inUse) {}

    private ImageGarbage() {}

    /** Ids in the order of removal; empty below the high mark. */
    public static List<String> toRemove(List<Candidate> images, long capacityBytes, long availableBytes) {
        if (capacityBytes <= 0) {
            return List.of();
        }
        long usedPercent = 100 - availableBytes * 100 / capacityBytes;
        if (usedPercent < HIGH_PERCENT) {
            return List.of();
        }
        long toFree = capacityBytes * (100 - LOW_PERCENT) / 100 - availableBytes;
        List<Candidate> unused = images.stream()
                .filter(image -> !image.inUse())
                .sorted(Comparator.comparingLong(Candidate::lastUsedMillis).thenComparing(Candidate::id))
                .toList();
        List<String> out = new ArrayList<>();
        for (Candidate image : unused) {
            if (toFree <= 0) {
                break;
            }
            out.add(image.id());
            toFree -= image.sizeBytes();
        }
        return out;
    }
}
