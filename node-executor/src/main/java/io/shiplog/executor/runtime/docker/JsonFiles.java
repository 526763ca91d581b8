package io.shiplog.executor.runtime.docker;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files in which the engine keeps a run's lines, read as one: X.4, X.3 … X, oldest first, and on over each rotation
 * (X becomes X.1, X.1 becomes X.2, the last one goes). Every new file is opened as soon as it is seen, so that what the
 * engine deletes can still be read; beyond a bound the oldest is given up, and its lines are counted. One thread reads,
 * another may look.
 */
final class JsonFiles implements Closeable {

    /** So much is kept for a reader that is behind, beside the file that it reads. */
    static final long AHEAD_BYTES_MAX = 64L << 20;

    private static final int CHUNK_BYTES = 256 * 1024;
    /** A rotation leaves one number empty for a moment; two are the end. */
    private static final int MISSING_MAX = 2;
    /** A file that is renamed while it is opened is tried again so often. */
    private static final int OPEN_TRIES = 5;

    /** Takes what is read. */
    interface Taker {
        /** One line as it stands in the file, its end left out. */
        void line(byte[] from, int begin, int end) throws InterruptedException;

        /** So many lines were lost here. */
        void dropped(long lines) throws InterruptedException;
    }

    private record Opened(Object key, FileChannel channel) {}

    private final Path newest;
    private final long aheadBytesMax;
    /** The first is being read. Guarded by this, and so is what follows. */
    private final ArrayDeque<Opened> files = new ArrayDeque<>();

    private @Nullable Object newestKey;
    /** Lines between the first file and the second. */
    private long lost;

    private volatile long offset;
    private final byte[] buffer = new byte[CHUNK_BYTES];
    private int filled;

    /** Opens what there is. Throws IOException when nothing can be read. */
    JsonFiles(Path newest) throws IOException {
        this(newest, AHEAD_BYTES_MAX);
    }

    JsonFiles(Path newest, long aheadBytesMax) throws IOException {
        this.newest = newest;
        this.aheadBytesMax = aheadBytesMax;
        for (int tries = 0; newestKey == null; tries++) {
            if (tries == OPEN_TRIES) {
                throw new NoSuchFileException(newest.toString());
            }
            look();
        }
    }

    /** Opens what is new; true when there is something to read. */
    synchronized boolean look() throws IOException {
        Object key = key(newest);
        if (key != null && !key.equals(newestKey)) {
            adopt();
            giveUp();
        }
        Opened last = files.peekLast();
        return files.size() > 1 || (last != null && last.channel.size() > offset);
    }

    /** From the newest file back to the one that was the newest before. */
    private void adopt() throws IOException {
        List<Opened> fresh = new ArrayList<>();
        Set<Object> keys = new HashSet<>();
        boolean joined = newestKey == null;
        int missing = 0;
        for (int i = 0; missing < MISSING_MAX; i++) {
            Opened opened = open(i == 0 ? newest : newest.resolveSibling(newest.getFileName() + "." + i));
            missing = opened == null ? missing + 1 : 0;
            if (opened == null) {
                if (i == 0) {
                    return; // it is being rotated; the next look finds it
                }
                continue;
            }
            boolean known = opened.key.equals(newestKey);
            if (known || !keys.add(opened.key)) {
                opened.channel.close();
            } else {
                fresh.add(0, opened);
            }
            if (known) {
                joined = true;
                break;
            }
        }
        lost += joined ? 0 : 1; // more files came and went than anybody saw: at least one line
        files.addAll(fresh);
        newestKey = fresh.get(fresh.size() - 1).key;
    }

    /** What stands behind the file that is read is too much: the oldest of it goes. The newest is still written to. */
    private void giveUp() throws IOException {
        Opened first = files.removeFirst();
        long ahead = 0;
        for (Opened each : files) {
            ahead += each.channel.size();
        }
        while (ahead > aheadBytesMax && files.size() > 1) {
            try (FileChannel channel = files.removeFirst().channel) {
                ahead -= channel.size();
                lost += lines(channel);
            }
        }
        files.addFirst(first);
    }

    private static long lines(FileChannel channel) throws IOException {
        long lines = 0;
        ByteBuffer piece = ByteBuffer.allocate(CHUNK_BYTES);
        long at = 0;
        for (int read = channel.read(piece, at); read > 0; read = channel.read(piece, at)) {
            for (int i = 0; i < read; i++) {
                lines += piece.get(i) == '\n' ? 1 : 0;
            }
            at += read;
            piece.clear();
        }
        return lines;
    }

    /** The file with its key; null when it is not there. What a path leads to may change at any moment. */
    private static @Nullable Opened open(Path path) throws IOException {
        for (int tries = 0; tries < OPEN_TRIES; tries++) {
            Object before = key(path);
            if (before == null) {
                return null;
            }
            FileChannel channel;
            try {
                channel = FileChannel.open(path, StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                continue;
            }
            if (before.equals(key(path))) {
                return new Opened(before, channel);
            }
            channel.close();
        }
        return null;
    }

    /** What stays the same when a file is renamed; null when there is none. */
    private static @Nullable Object key(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private synchronized @Nullable Opened first() {
        return files.peekFirst();
    }

    private synchronized boolean followed() {
        return files.size() > 1;
    }

    /** Gives what one chunk holds, or goes on to the next file; false when there is nothing new. */
    boolean drain(Taker to) throws IOException, InterruptedException {
        // Asked before reading: a file that has a successor is written to no more, so its end is its end.
        boolean over = followed();
        Opened file = first();
        if (file == null) {
            return false;
        }
        long at = offset;
        int read = file.channel.read(ByteBuffer.wrap(buffer, filled, buffer.length - filled), at);
        if (read > 0) {
            offset = at + read;
            filled += read;
            give(to);
            return true;
        }
        if (over) {
            long missing = next();
            if (missing > 0) {
                to.dropped(missing);
            }
        }
        return over;
    }

    private synchronized long next() throws IOException {
        files.removeFirst().channel.close();
        offset = 0;
        filled = 0; // a line that a crash of the engine has torn
        long missing = lost;
        lost = 0;
        return missing;
    }

    private void give(Taker to) throws InterruptedException {
        int begin = 0;
        for (int i = 0; i < filled; i++) {
            if (buffer[i] == '\n') {
                to.line(buffer, begin, i);
                begin = i + 1;
            }
        }
        // No line of the engine is as long as the buffer; what is, is damaged.
        filled = begin == 0 && filled == buffer.length ? 0 : filled - begin;
        System.arraycopy(buffer, begin, buffer, 0, filled);
    }

    @Override
    public synchronized void close() throws IOException {
        for (Opened each : files) {
            each.channel.close();
        }
        files.clear();
    }
}
