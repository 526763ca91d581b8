package io.shiplog.schemas.object;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what {@link ObjectWriter} wrote. */
public final class ObjectReader extends SharingReader {

    private final List<JsonShape> shapes = new ArrayList<>();

    /** Reads from this stream, which stays open. */
    public ObjectReader(DataInputStream in) {
        super(in);
    }

    /** Reads one object: equal to the one that was written, and as small. */
    public KubeObject object() throws IOException {
        ObjectKey key = KubeObject.key(word(), word(), word(), text());
        String uid = text();
        long version = number();
        Map<String, String> labels = labels();
        KubeObject.Header header =
                new KubeObject.Header(key, uid, version, labels, word(), owners(), word(), number(), number());
        return new KubeObject(header, body());
    }

    private List<String> owners() throws IOException {
        int size = count();
        if (size == 1) {
            return List.of(word());
        }
        List<String> out = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            out.add(word());
        }
        return List.copyOf(out);
    }

    private Object body() throws IOException {
        int number = count();
        if (number < 0) {
            return bytes();
        }
        if (number == shapes.size()) {
            shapes.add(JsonShape.of(bytes()));
        }
        int length = count();
        return new PackedJson(shapes.get(number), bytes(), length);
    }
}
