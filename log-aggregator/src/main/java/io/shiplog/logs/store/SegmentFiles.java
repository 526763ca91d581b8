package io.shiplog.logs.store;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.RunFacts;
import io.shiplog.logs.line.RunKey;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files: {@code <first two of the uid>/<uid>_<container>_<attempt>_<first line>.lines}, each a head that says whose
 * lines they are, and then blocks. Appending keeps a bounded number of them open. One writer.
 */
final class SegmentFiles implements AutoCloseable {

    /** Files that stay open for appending. */
    static final int OPEN_MAX = 256;

    private static final int MAGIC = 0x53_4C_4C_4E; // "SLLN"
    private static final String SUFFIX = ".lines";
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,79}");

    private final Path root;
    private final Map<Path, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);

    SegmentFiles(Path root) {
        this.root = root;
    }

    /** False for names that are no Kubernetes names: they come from a topic and shall not lead out of the directory. */
    static boolean nameable(String uid, String container) {
        return SAFE.matcher(uid).matches() && SAFE.matcher(container).matches();
    }

    /** Makes a file with its head; the length of that. */
    long create(Path file, RunFacts facts) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] head = head(facts);
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        keep(file, channel);
        writeAll(channel, ByteBuffer.wrap(head), 0);
        return head.length;
    }

    Path path(RunKey key, long firstLine) {
        String dir = key.uid().substring(0, Math.min(2, key.uid().length()));
        String name = key.uid() + "_" + key.container() + "_" + key.attempt() + "_" + firstLine + SUFFIX;
        return root.resolve(dir).resolve(name);
    }

    /** Writes behind what there is. */
    void append(Path file, long at, byte[] bytes) throws IOException {
        FileChannel channel = open.get(file);
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            // What a kill left half written lies behind the last whole block.
            channel.truncate(at);
            keep(file, channel);
        }
        writeAll(channel, ByteBuffer.wrap(bytes), at);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private void keep(Path file, FileChannel channel) throws IOException {
        open.put(file, channel);
        if (open.size() > OPEN_MAX) {
            Path eldest = open.keySet().iterator().next();
            FileChannel closing = open.remove(eldest);
            if (closing != null) {
                closing.close();
            }
        }
    }

    void delete(Path file) throws IOException {
        FileChannel channel = open.remove(file);
        if (channel != null) {
            channel.close();
        }
        Files.deleteIfExists(file);
    }

    /** Every file there is. */
    List<Path> all() throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root, 2)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** What a file holds. */
    record Scanned(RunFacts facts, Segment segment) {}

    /** Reads a file from its beginning to its last whole block; null when not even its head is whole. */
    @Nullable
    Scanned scan(Path file) throws IOException {
        RunFacts facts;
        long headBytes;
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readInt() != MAGIC) {
                return null;
            }
            int length = in.readInt();
            byte[] json = in.readNBytes(Math.min(length, 1 << 20));
            headBytes = 2L * Integer.BYTES + length;
            facts = facts(json);
        } catch (IOException | RuntimeException e) {
            return null;
        }
        Segment segment = null;
        try (BlockReader reader = BlockReader.open(file)) {
            long at = headBytes;
            long end = Files.size(file);
            Block block = reader.read(at, end);
            while (block != null) {
                if (segment == null) {
                    segment = Segment.fresh(file, block);
                    segment.length = headBytes;
                }
                segment.add(block, reader.lastBytes());
                at += reader.lastBytes();
                block = reader.read(at, end);
            }
        }
        return segment == null ? null : new Scanned(facts, segment);
    }

    /** Adds to a segment the whole blocks that lie behind what is known of it. */
    void scanOn(Segment segment) throws IOException {
        try (BlockReader reader = BlockReader.open(segment.file)) {
            long end = Files.size(segment.file);
            Block block = reader.read(segment.length, end);
            while (block != null) {
                segment.add(block, reader.lastBytes());
                block = reader.read(segment.length, end);
            }
        }
    }

    /** Size of a file, -1 when it is not there. */
    static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    private static byte[] head(RunFacts facts) throws IOException {
        var tree = Json.object()
                .put("namespace", facts.namespace())
                .put("pod", facts.pod())
                .put("uid", facts.key().uid())
                .put("node", facts.node())
                .put("container", facts.key().container())
                .put("attempt", facts.key().attempt());
        var labels = tree.putObject("labels");
        facts.labels().forEach(labels::put);
        byte[] json = Json.bytes(tree);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(json.length);
        out.write(json);
        return bytes.toByteArray();
    }

    private static RunFacts facts(byte[] json) {
        var tree = Json.parse(json);
        RunKey key = new RunKey(
                Json.textAt(tree, "uid"), Json.textAt(tree, "container"), (int) Json.longAt(tree, 0, "attempt"));
        return new RunFacts(
                key,
                Json.textAt(tree, "namespace"),
                Json.textAt(tree, "pod"),
                Json.textAt(tree, "node"),
                Json.mapAt(tree, "labels"));
    }

    @Override
    public void close() {
        for (FileChannel channel : open.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                // Everything has been written; nothing is lost.
            }
        }
        open.clear();
    }
}
