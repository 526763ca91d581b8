package io.shiplog.logs.line;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What has to go.
 *
 * @param bytesMax of all files together
 * @param filesMax files
 * @param ageMillisMax since the last line of a file was appended
 */
public record Retention(long bytesMax, int filesMax, long ageMillisMax) {

    /** What a file takes at least on a disk. */
    private static final long CLUSTER_BYTES = 4096;

    /**
     * One file.
     *
     * @param id the owner's
     * @param lastMillis when its last line was appended
     */
    public record Held<T>(T id, long bytes, long lastMillis) {

        /** What it takes on the disk. */
        public long diskBytes() {
            return Retention.diskBytes(bytes);
        }
    }

    /** What a file of this size takes on the disk. */
    public static long diskBytes(long bytes) {
        return (bytes + CLUSTER_BYTES - 1) / CLUSTER_BYTES * CLUSTER_BYTES;
    }

    /** The files to delete, oldest first: all that are too old, then as many as it takes. */
    public <T> List<T> victims(List<Held<T>> held, long nowMillis) {
        List<Held<T>> oldestFirst = new ArrayList<>(held);
        oldestFirst.sort(Comparator.comparingLong(Held::lastMillis));
        long bytes = held.stream().mapToLong(Held::diskBytes).sum();
        int files = held.size();
        List<T> out = new ArrayList<>();
        for (Held<T> file : oldestFirst) {
            boolean old = file.lastMillis() < nowMillis - ageMillisMax;
            if (!old && bytes <= bytesMax && files <= filesMax) {
                break;
            }
            out.add(file.id());
            bytes -= file.diskBytes();
            files--;
        }
        return out;
    }
}
