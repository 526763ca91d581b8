package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.FixedSchemaIds;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    private static final String VALUE = "c2VjcmV0LXZhbHVl";
    private static final int PODS = 50;

    @TempDir
    private Path dir;

    private Checkpoint checkpoint;

    @BeforeEach
    void nameTheFile() {
        SecretCipher cipher = new SecretCipher(new byte[32]);
        checkpoint = new Checkpoint(
                new ClusterContext(
                        "unused:1",
                        "cluster",
                        1,
                        new AvroRecordCodec(new FixedSchemaIds(), cipher),
                        dir,
                        new SimpleMeterRegistry(),
                        cipher),
                Topics.RESOURCES);
    }

    private static KubeObject object(String kind, String name, String field, String value) {
        return KubeObject.of(
                Json.parse("{\"kind\":\"" + kind + "\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                        + "\",\"namespace\":\"shop\",\"uid\":\"u-" + name + "\",\"labels\":{\"app\":\"web\"}},\""
                        + field
                        + "\":{\"key\":\"" + value + "\"}}"),
                1);
    }

    private static ResourceView view() {
        ResourceView view = new ResourceView(Runnable::run, 1_000, 1 << 20);
        List<Update> updates = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            updates.add(new Update(Kinds.POD, object("Pod", "web-" + i, "spec", "v" + i), i, false));
        }
        updates.add(new Update(Kinds.SECRET, object("Secret", "keys", "data", VALUE), PODS, false));
        view.publish(updates, PODS + 1);
        view.settle();
        return view;
    }

    @Test
    void aViewComesBackAsItWas() throws IOException {
        ResourceView was = view();
        checkpoint.write(was.contents(List.of(Kinds.POD, Kinds.SECRET)), 1);
        ResourceView is = new ResourceView(Runnable::run, 1_000, 1 << 20);
        Checkpoint.Loaded loaded = checkpoint.read(0, PODS + 1, 1);
        assertThat(loaded).isNotNull();
        is.restore(loaded.objects(), loaded.last(), loaded.next());
        assertThat(is.next()).isEqualTo(was.next());
        for (Kind kind : List.of(Kinds.POD, Kinds.SECRET)) {
            assertThat(is.count(kind)).isEqualTo(was.count(kind));
        }
        for (int i = 0; i < PODS; i++) {
            assertSame(was, is, Kinds.POD, "web-" + i);
        }
        assertSame(was, is, Kinds.SECRET, "keys");
    }

    private static void assertSame(ResourceView was, ResourceView is, Kind kind, String name) {
        Stored before = Objects.requireNonNull(was.get(kind, "shop", name));
        Stored after = Objects.requireNonNull(is.get(kind, "shop", name));
        assertThat(after.offset()).isEqualTo(before.offset());
        assertThat(after.object().envelope()).isEqualTo(before.object().envelope());
    }

    @Test
    void whatASecretHoldsIsNotInTheFile() throws IOException {
        checkpoint.write(view().contents(List.of(Kinds.POD, Kinds.SECRET)), 1);
        try (Stream<Path> files = Files.list(dir)) {
            String bytes = Files.readString(files.findFirst().orElseThrow(), StandardCharsets.ISO_8859_1);
            assertThat(bytes).contains("web-7").doesNotContain(VALUE);
        }
    }
}
