package io.shiplog.logs.store;

import io.shiplog.logs.line.Chunk;
import io.shiplog.logs.line.RunFacts;
import io.shiplog.logs.line.RunKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The file that saves a start from reading every line again: the index of all files as it was, and up to where the
 * topic had been read then. What has been written behind it is found by looking at the files' ends.
 */
final class StoreCheckpoint {

    private static final int MAGIC = 0x53_4C_4C_43; // "SLLC"
    private static final int FORMAT = 1;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;

    StoreCheckpoint(Path file) {
        this.file = file;
    }

    /** What it held: runs, and offsets by partition. */
    record Loaded(List<Run> runs, Map<Integer, Long> offsets) {}

    /** All or nothing. */
    void write(Collection<Run> runs, Map<Integer, Long> offsets) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        CRC32C sum = new CRC32C();
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new CheckedOutputStream(Files.newOutputStream(fresh), sum), BUFFER_BYTES))) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeInt(offsets.size());
            for (Map.Entry<Integer, Long> offset : offsets.entrySet()) {
                out.writeInt(offset.getKey());
                out.writeLong(offset.getValue());
            }
            out.writeInt(runs.size());
            for (Run run : runs) {
                write(run, out);
            }
            out.flush();
            out.writeLong(sum.getValue());
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(Run run, DataOutputStream out) throws IOException {
        RunFacts facts = run.facts;
        out.writeUTF(facts.key().uid());
        out.writeUTF(facts.key().container());
        out.writeInt(facts.key().attempt());
        out.writeUTF(facts.namespace());
        out.writeUTF(facts.pod());
        out.writeUTF(facts.node());
        out.writeInt(facts.labels().size());
        for (Map.Entry<String, String> label : facts.labels().entrySet()) {
            out.writeUTF(label.getKey());
            out.writeUTF(label.getValue());
        }
        out.writeLong(run.nextLine);
        out.writeLong(run.firstMillis);
        out.writeLong(run.lastMillis);
        out.writeBoolean(run.ended);
        out.writeInt(run.segments.size());
        for (Segment segment : run.segments.values()) {
            out.writeLong(segment.firstLine);
            out.writeLong(segment.firstMillis);
            out.writeLong(segment.lastMillis);
            out.writeLong(segment.length);
            out.writeBoolean(segment.ended);
            out.writeInt(segment.chunks.size());
            for (Chunk chunk : segment.chunks) {
                out.writeLong(chunk.position());
                out.writeLong(chunk.bytes());
                out.writeLong(chunk.firstLine());
                out.writeLong(chunk.nextLine());
                out.writeLong(chunk.wholeLines());
                out.writeLong(chunk.minNanos());
                out.writeLong(chunk.maxNanos());
            }
        }
    }

    /** The kept index; null when there is none or it is damaged. */
    @Nullable
    Loaded read(SegmentFiles files) {
        if (!Files.exists(file)) {
            return null;
        }
        CRC32C sum = new CRC32C();
        try (DataInputStream in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES), sum))) {
            if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
                return null;
            }
            Map<Integer, Long> offsets = new HashMap<>();
            int partitions = in.readInt();
            for (int i = 0; i < partitions; i++) {
                offsets.put(in.readInt(), in.readLong());
            }
            int count = in.readInt();
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                runs.add(run(in, files));
            }
            long expected = sum.getValue();
            return in.readLong() == expected ? new Loaded(runs, offsets) : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static Run run(DataInputStream in, SegmentFiles files) throws IOException {
        RunKey key = new RunKey(in.readUTF(), in.readUTF(), in.readInt());
        String namespace = in.readUTF();
        String pod = in.readUTF();
        String node = in.readUTF();
        Map<String, String> labels = new LinkedHashMap<>();
        int labelCount = in.readInt();
        for (int i = 0; i < labelCount; i++) {
            labels.put(in.readUTF(), in.readUTF());
        }
        Run run = new Run(new RunFacts(key, namespace, pod, node, labels));
        run.nextLine = in.readLong();
        run.firstMillis = in.readLong();
        run.lastMillis = in.readLong();
        run.ended = in.readBoolean();
        int segments = in.readInt();
        for (int i = 0; i < segments; i++) {
            Segment segment = segment(in, key, files);
            run.segments.put(segment.firstLine, segment);
        }
        return run;
    }

    private static Segment segment(DataInputStream in, RunKey key, SegmentFiles files) throws IOException {
        long firstLine = in.readLong();
        Segment segment = new Segment(files.path(key, firstLine), firstLine, in.readLong(), new ArrayList<>());
        segment.lastMillis = in.readLong();
        segment.length = in.readLong();
        segment.ended = in.readBoolean();
        int chunks = in.readInt();
        for (int i = 0; i < chunks; i++) {
            segment.chunks.add(new Chunk(
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong()));
        }
        return segment;
    }
}
