package io.shiplog.schemas.checkpoint;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file that holds a view of a log and the offset up to which it holds, written together. What the view is made of
 * is its owner's; the frame around it tells whether it may be used:
 *
 * <pre>
 * magic, format, cluster id, partitions, written at, next offset | the view | checksum of everything before
 * </pre>
 *
 * <p>A file that was cut off by a crash has a wrong checksum, so it is not forced to the disk.
 */
public final class CheckpointFile {

    /**
     * Older ones may miss removals that compaction has taken away since; well inside the compaction lag of resources,
     * {@link io.shiplog.schemas.topic.Topics#WINDOW_MILLIS}. One that comes from as far in the future is not trusted
     * either.
     */
    public static final Duration AGE_MAX = Duration.ofDays(5);

    private static final int MAGIC = 0x53_4C_43_50; // "SLCP"
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final int format;
    private final String clusterId;
    private final int partitions;

    /** Writes a view. */
    public interface ViewWriter {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads what a {@link ViewWriter} wrote. */
    public interface ViewReader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /**
     * What a file held.
     *
     * @param next first offset that the view does not know
     */
    public record Loaded<T>(T view, long next) {}

    /**
     * A file that is or will be there.
     *
     * @param format version of the owner's view; a file of another one is not used
     * @param partitions the cluster's namespace partitions; a file of another number is not used
     */
    public CheckpointFile(Path file, int format, String clusterId, int partitions) {
        this.file = file;
        this.format = format;
        this.clusterId = clusterId;
        this.partitions = partitions;
    }

    /** Writes all or nothing: a new file takes the old one's place. Not for two threads at once. */
    public void write(long next, long nowMillis, ViewWriter view) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        CRC32C sum = new CRC32C();
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new CheckedOutputStream(Files.newOutputStream(fresh), sum), BUFFER_BYTES))) {
            out.writeInt(MAGIC);
            out.writeInt(format);
            out.writeUTF(clusterId);
            out.writeInt(partitions);
            out.writeLong(nowMillis);
            out.writeLong(next);
            view.write(out);
            out.flush();
            out.writeLong(sum.getValue());
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The kept view, or null when there is no file.
     *
     * @param begin the log's first offset
     * @param end the log's end
     * @throws UnusableCheckpointException when the file does not belong to this log as it is now, or is damaged
     */
    public <T> @Nullable Loaded<T> read(long begin, long end, long nowMillis, ViewReader<T> view)
            throws UnusableCheckpointException {
        if (!Files.exists(file)) {
            return null;
        }
        try (DataInputStream in = open()) {
            long next = header(in, begin, end, nowMillis);
            if (!whole()) {
                throw new UnusableCheckpointException("its checksum is wrong");
            }
            return new Loaded<>(view.read(in), next);
        } catch (EOFException e) {
            throw new UnusableCheckpointException("it is cut off");
        } catch (IOException | RuntimeException e) {
            throw new UnusableCheckpointException("it cannot be read: " + e);
        }
    }

    /** Takes the file away, if there is one. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private DataInputStream open() throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    private long header(DataInputStream in, long begin, long end, long nowMillis)
            throws IOException, UnusableCheckpointException {
        require(in.readInt() == MAGIC, "it is no checkpoint of this kind");
        int itsFormat = in.readInt();
        require(itsFormat == format, "its format is " + itsFormat + ", not " + format);
        String itsCluster = in.readUTF();
        require(itsCluster.equals(clusterId), "it is of the cluster " + itsCluster);
        int itsPartitions = in.readInt();
        require(itsPartitions == partitions, "it is of " + itsPartitions + " partitions, not " + partitions);
        long written = in.readLong();
        long next = in.readLong();
        require(
                Math.abs(nowMillis - written) <= AGE_MAX.toMillis(),
                "removals since it was written may have been compacted away");
        require(next >= begin, "its offset " + next + " lies below the log's first, " + begin);
        require(next <= end, "its offset " + next + " lies ahead of the log's end, " + end);
        return next;
    }

    private static void require(boolean holds, String otherwise) throws UnusableCheckpointException {
        if (!holds) {
            throw new UnusableCheckpointException(otherwise);
        }
    }

    /** Reads the file once to the end: nothing of a damaged one reaches its owner's reader. */
    private boolean whole() throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            long left = Files.size(file) - Long.BYTES;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    return false;
                }
                sum.update(buffer, 0, read);
                left -= read;
            }
            return new DataInputStream(in).readLong() == sum.getValue();
        }
    }
}
