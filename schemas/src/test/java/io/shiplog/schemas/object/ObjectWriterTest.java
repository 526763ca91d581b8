package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read is what was written, as small as it was. */
class ObjectWriterTest {

    private static final int PODS = 100;

    private static KubeObject pod(int number) {
        String text =
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web-%d\",\"namespace\":\"shop\","
                        + "\"uid\":\"u%d\",\"labels\":{\"app\":\"web\",\"tier\":\"%d\"},"
                        + "\"creationTimestamp\":\"2026-01-01T00:00:00Z\","
                        + "\"deletionTimestamp\":\"2026-01-01T00:00:%02dZ\","
                        + "\"ownerReferences\":[{\"uid\":\"o1\",\"controller\":true},{\"uid\":\"o%d\"}]},"
                        + "\"spec\":{\"nodeName\":\"n%d\",\"note\":\"%s\"}}";
        String note = "é".repeat(200);
        byte[] json = text.formatted(number, number, number % 3, number % 60, number % 2, number % 5, note)
                .getBytes(StandardCharsets.UTF_8);
        return KubeObject.parse(json, number);
    }

    private static byte[] written(List<KubeObject> objects) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ObjectWriter writer = new ObjectWriter(new DataOutputStream(out));
        for (KubeObject object : objects) {
            writer.object(object);
        }
        return out.toByteArray();
    }

    private static List<KubeObject> read(byte[] bytes, int count) throws IOException {
        ObjectReader reader = new ObjectReader(new DataInputStream(new ByteArrayInputStream(bytes)));
        List<KubeObject> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(reader.object());
        }
        return out;
    }

    private static List<KubeObject> packedPods(JsonShapes shapes) {
        List<KubeObject> pods = new ArrayList<>();
        for (int i = 1; i <= PODS; i++) {
            KubeObject pod = pod(i);
            pod.pack(shapes);
            pods.add(pod);
        }
        return pods;
    }

    @Test
    void everyFieldComesBack() throws IOException {
        List<KubeObject> pods = packedPods(new JsonShapes());
        List<KubeObject> read = read(written(pods), PODS);
        for (int i = 0; i < PODS; i++) {
            assertThat(read.get(i).envelope()).isEqualTo(pods.get(i).envelope());
            assertThat(read.get(i).jsonLength()).isEqualTo(pods.get(i).jsonLength());
            assertThat(read.get(i).labels()).isSameAs(pods.get(i).labels());
        }
    }

    @Test
    void whatWasPackedTakesAFractionOfItsJson() throws IOException {
        List<KubeObject> pods = packedPods(new JsonShapes());
        int json = pods.stream().mapToInt(KubeObject::jsonLength).sum();
        assertThat(written(pods).length).isLessThan(json / 4);
    }

    /** Otherwise all that comes after a start would be told by a second text beside the first. */
    @Test
    void whatComesAfterIsToldByTheSameText() throws IOException {
        JsonShapes shapes = new JsonShapes();
        KubeObject restored = read(written(packedPods(new JsonShapes())), PODS).get(PODS - 1);
        restored.pack(shapes);
        KubeObject next = pod(PODS + 1);
        next.pack(shapes);
        assertThat(((PackedJson) next.body()).shape()).isSameAs(((PackedJson) restored.body()).shape());
        assertThat(next.json()).isEqualTo(pod(PODS + 1).json());
    }
}
