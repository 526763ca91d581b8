package io.shiplog.scheduler.snapshot;

import io.shiplog.schemas.object.SharingReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link SnapshotWriter} wrote. The bytes are trusted to be whole: who reads a file has checked it. */
public final class SnapshotReader extends SharingReader {

    private final ResourceIndex resources;
    private final List<PodShape> shapes = new ArrayList<>();
    private int[] numbers = {ResourceIndex.CPU, ResourceIndex.MEMORY, ResourceIndex.EPHEMERAL_STORAGE};

    /** Reads one thing. */
    public interface Item<T> {
        T read(SnapshotReader in) throws IOException;
    }

    /** Reads from this stream; amounts get the numbers that their resources have in this index. */
    public SnapshotReader(DataInputStream in, ResourceIndex resources) {
        super(in);
        this.resources = resources;
    }

    /** The names of the writer's resources in the order of its numbers. */
    public void resources(List<String> names) {
        numbers = names.stream().mapToInt(resources::of).toArray();
    }

    long[] amounts() throws IOException {
        int length = count();
        long[] out = new long[ResourceIndex.FIRST_SCALAR];
        for (int i = 0; i < length; i++) {
            out = ResourceIndex.with(out, numbers[i], number());
        }
        return out;
    }

    /** A list of what the item reads. */
    public <T> List<T> list(Item<T> item) throws IOException {
        int size = count();
        List<T> out = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            out.add(item.read(this));
        }
        return out;
    }

    public PodShape shape() throws IOException {
        return shared(shapes, () -> new PodShape(this));
    }
}
