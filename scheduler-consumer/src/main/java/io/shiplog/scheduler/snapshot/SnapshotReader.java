package io.shiplog.scheduler.snapshot;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link SnapshotWriter} wrote. The bytes are trusted to be whole: who reads a file has checked it. */
public final class SnapshotReader {

    private final DataInputStream in;
    private final ResourceIndex resources;
    private final List<String> words = new ArrayList<>();
    private final List<Map<String, String>> labels = new ArrayList<>();
    private final List<PodShape> shapes = new ArrayList<>();
    private int[] numbers = {ResourceIndex.CPU, ResourceIndex.MEMORY, ResourceIndex.EPHEMERAL_STORAGE};

    /** Reads one thing. */
    public interface Item<T> {
        T read(SnapshotReader in) throws IOException;
    }

    /** Reads from this stream; amounts get the numbers that their resources have in this index. */
    public SnapshotReader(DataInputStream in, ResourceIndex resources) {
        this.in = in;
        this.resources = resources;
    }

    /** The names of the writer's resources in the order of its numbers. */
    public void resources(List<String> names) {
        numbers = names.stream().mapToInt(resources::of).toArray();
    }

    public boolean flag() throws IOException {
        return in.readBoolean();
    }

    public long number() throws IOException {
        return in.readLong();
    }

    public String text() throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    public String word() throws IOException {
        return shared(words, SnapshotReader::text);
    }

    long[] amounts() throws IOException {
        int length = in.readInt();
        long[] out = new long[ResourceIndex.FIRST_SCALAR];
        for (int i = 0; i < length; i++) {
            out = ResourceIndex.with(out, numbers[i], in.readLong());
        }
        return out;
    }

    /** A list of what the item reads. */
    public <T> List<T> list(Item<T> item) throws IOException {
        int size = in.readInt();
        List<T> out = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            out.add(item.read(this));
        }
        return out;
    }

    public Map<String, String> labels() throws IOException {
        return shared(labels, in -> {
            Map<String, String> out = new HashMap<>();
            for (Map.Entry<String, String> label : in.list(each -> Map.entry(each.word(), each.word()))) {
                out.put(label.getKey(), label.getValue());
            }
            return Map.copyOf(out);
        });
    }

    public PodShape shape() throws IOException {
        return shared(shapes, PodShape::new);
    }

    private <T> T shared(List<T> known, Item<T> body) throws IOException {
        int number = in.readInt();
        if (number == known.size()) {
            known.add(body.read(this));
        }
        return known.get(number);
    }
}
