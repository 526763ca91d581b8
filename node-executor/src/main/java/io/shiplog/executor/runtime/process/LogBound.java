package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream's file within a bound while its container goes on writing: the oldest part is given back to the
 * file system and leaves a hole, so that offsets stay what they are. How many lines went is noted beside the file.
 * Where the file system knows no holes the file is cut to nothing.
 */
final class LogBound {

    /** So much of a stream is kept for a reader that is behind. */
    static final long KEEP_BYTES = 64L << 20;
    /** Given back at once. */
    private static final long STEP_BYTES = 16L << 20;
    /** Notes; older ones are put together. */
    private static final int NOTES_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(LogBound.class);

    private final Path file;
    private final Path notesFile;
    private final long keepBytes;
    private final long stepBytes;
    private final List<Note> notes = new ArrayList<>();
    /** Where the reader is that follows now, or -1. */
    private long reader = -1;
    /** Lines that the reader lost in a cut. */
    private long cut;

    /** Lines that lay between two offsets and are gone. */
    private record Note(long from, long to, long lines) {}

    LogBound(Path file) {
        this(file, KEEP_BYTES, STEP_BYTES);
    }

    LogBound(Path file, long keepBytes, long stepBytes) {
        this.file = file;
        this.notesFile = file.resolveSibling(file.getFileName() + ".gone");
        this.keepBytes = keepBytes;
        this.stepBytes = stepBytes;
        try {
            if (Files.exists(notesFile)) {
                for (String line : Files.readAllLines(notesFile)) {
                    String[] part = line.split(" ");
                    notes.add(new Note(Long.parseLong(part[0]), Long.parseLong(part[1]), Long.parseLong(part[2])));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read: {}", notesFile, e.getMessage());
        }
    }

    /** First offset that is still there. */
    synchronized long floor() {
        return notes.isEmpty() ? 0 : notes.get(notes.size() - 1).to();
    }

    /** Bytes on disk, nearly. */
    long sizeBytes() throws IOException {
        return Math.max(0, Files.size(file) - floor());
    }

    /**
     * What a reader got.
     *
     * @param offset of the first byte, behind what is gone
     * @param lost lines that the reader lost since its last call, or since the offset from which it wanted to read
     */
    record Read(long offset, long lost) {}

    /** Reads from an offset, or from what is still there behind it. Nothing is given back meanwhile. */
    synchronized Read read(FileChannel from, ByteBuffer to, long wanted) throws IOException {
        long lost = cut;
        cut = 0;
        for (Note note : notes) {
            if (note.to() > wanted) {
                lost += note.lines();
            }
        }
        long offset = Math.max(wanted, Math.min(from.size(), floor()));
        from.read(to, offset);
        // The reader has these lines: should they be given back before it comes again, it has not lost them.
        int whole = to.position();
        while (whole > 0 && to.get(whole - 1) != '\n') {
            whole--;
        }
        reader = offset + whole;
        return new Read(offset, lost);
    }

    synchronized void leave() {
        reader = -1;
    }

    /** Gives back what is too much. */
    synchronized void check() throws IOException {
        long floor = floor();
        long size = Files.exists(file) ? Files.size(file) : 0;
        if (size < floor) {
            forget(); // the container itself has cut its log, e.g. by > /dev/stdout
        } else if (size - floor > keepBytes + stepBytes) {
            giveBack(floor, (size - keepBytes) / 4096 * 4096, size);
        }
    }

    private void giveBack(long from, long to, long size) throws IOException {
        if (reader > from && reader < to) {
            notes.add(new Note(from, reader, lines(from, reader)));
            notes.add(new Note(reader, to, lines(reader, to)));
        } else {
            notes.add(new Note(from, to, lines(from, to)));
        }
        if (!punch(from, to)) {
            long begin = Math.max(from, reader);
            cut += reader < 0 ? 0 : lines(begin, size);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            forget();
            return;
        }
        while (notes.size() > NOTES_MAX) {
            Note first = notes.remove(0);
            Note second = notes.remove(0);
            notes.add(0, new Note(first.from(), second.to(), first.lines() + second.lines()));
        }
        write();
    }

    private void forget() throws IOException {
        notes.clear();
        write();
    }

    private void write() throws IOException {
        StringBuilder out = new StringBuilder();
        notes.forEach(note -> out.append(note.from())
                .append(' ')
                .append(note.to())
                .append(' ')
                .append(note.lines())
                .append('\n'));
        Files.writeString(notesFile, out);
    }

    private boolean punch(long from, long to) throws IOException {
        String program = Tools.program("fallocate");
        if (program == null) {
            return false;
        }
        Process process = new ProcessBuilder(
                        program,
                        "--punch-hole",
                        "--offset",
                        Long.toString(from),
                        "--length",
                        Long.toString(to - from),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private long lines(long from, long to) throws IOException {
        long lines = 0;
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long at = from;
            while (at < to) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
                int read = channel.read(buffer, at);
                if (read <= 0) {
                    break;
                }
                for (int i = 0; i < read; i++) {
                    lines += buffer.get(i) == '\n' ? 1 : 0;
                }
                at += read;
            }
        }
        return lines;
    }
}
