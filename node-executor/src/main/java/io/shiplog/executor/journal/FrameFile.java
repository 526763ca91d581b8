package io.shiplog.executor.journal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of frames (length, CRC-32C, payload). What has been {@link #flush()}ed outlives the death of the
 * JVM, though
 * not of the machine: there is no fsync, because after that nothing that ran is left either. A torn tail is cut off
 * when the file
 * is opened. Not thread-safe.
 */
public final class FrameFile implements AutoCloseable {

    /** Largest payload; a longer length means a broken file. */
    static final int FRAME_BYTES_MAX = 8 * 1024 * 1024;

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path path;
    private @Nullable DataOutputStream out;

    public FrameFile(Path path) {
        this.path = path;
    }

    /** Reads every whole frame of a file in order and gives the length of the sound part; 0 when there is no file. */
    public static long read(Path path, Consumer<byte[]> frames) {
        if (!Files.exists(path)) {
            return 0;
        }
        long sound = 0;
        try (InputStream file = Files.newInputStream(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(file, BUFFER_BYTES))) {
            while (true) {
                byte[] payload = next(in);
                if (payload == null) {
                    return sound;
                }
                frames.accept(payload);
                sound += 8L + payload.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private static byte @Nullable [] next(DataInputStream in) throws IOException {
        try {
            int length = in.readInt();
            int crc = in.readInt();
            if (length < 0 || length > FRAME_BYTES_MAX) {
                return null;
            }
            byte[] payload = new byte[length];
            in.readFully(payload);
            return crc(payload) == crc ? payload : null;
        } catch (EOFException e) {
            return null;
        }
    }

    /** Opens for appending after a {@link #read}: what is behind the sound part is cut off. */
    public void open(long soundBytes) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                if (file.length() > soundBytes) {
                    file.setLength(soundBytes);
                }
            }
            out = new DataOutputStream(new BufferedOutputStream(
                    Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), BUFFER_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    /**
     * Replaces the whole file by what the writer appends to the file given to it, at once or not at all, and opens
     * that.
     */
    public void replace(Consumer<FrameFile> writer) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            close();
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.deleteIfExists(fresh);
            try (FrameFile file = new FrameFile(fresh)) {
                file.open(0);
                writer.accept(file);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            open(Files.size(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rewrite " + path, e);
        }
    }

    /** Appends a frame to the buffer. */
    public void append(byte[] payload) {
        try {
            DataOutputStream to = opened();
            to.writeInt(payload.length);
            to.writeInt(crc(payload));
            to.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    /** Hands the buffer to the operating system. */
    public void flush() {
        try {
            opened().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    private DataOutputStream opened() {
        DataOutputStream here = out;
        if (here == null) {
            throw new IllegalStateException(path + " is not open");
        }
        return here;
    }

    private static int crc(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload, 0, payload.length);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        DataOutputStream here = out;
        out = null;
        if (here != null) {
            try {
                here.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + path, e);
            }
        }
    }
}
