package io.shiplog.api.verb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.auth.User;
import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.testing.MemoryBackend;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** One encoding of an event, however many watch. */
class WatchStreamTest {

    private static final String MAPS = "/api/v1/namespaces/ns/configmaps";
    private static final String JSON = "application/json";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String METADATA = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private static final User ADMIN = new User("admin", List.of(User.MASTERS), "");

    private final MemoryBackend backend = new MemoryBackend();
    private final Verbs verbs = new Verbs(backend, Endpoints.NONE);
    private Instant now = Instant.parse("2026-01-01T00:01:00.100Z");

    private WatchStream watch(String path, String accept, String labels) {
        Map<String, List<String>> query = new HashMap<>(Map.of("watch", List.of("true")));
        query.put("labelSelector", List.of(labels));
        ApiRequest.Resource request = (ApiRequest.Resource)
                ApiRequest.parse("GET", path, query, name -> name.equals("Accept") ? accept : null);
        Call call =
                new Call(request, query, name -> name.equals("Accept") ? accept : null, new byte[0], ADMIN, () -> now);
        return ((Answer.Stream) verbs.run(call).join()).events();
    }

    private void put(String color) {
        backend.put(
                Kinds.CONFIG_MAP,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"ns\","
                        + "\"creationTimestamp\":\"2026-01-01T00:00:00Z\",\"labels\":{\"color\":\"" + color + "\"}}}");
    }

    private static byte[] next(WatchStream watch) {
        return Objects.requireNonNull(watch.next());
    }

    private static ObjectNode tree(byte[] frame) {
        return Json.parse(new String(frame, StandardCharsets.UTF_8).strip());
    }

    private static String age(byte[] frame) {
        ObjectNode row = Json.objectsAt(tree(frame), "object", "rows").get(0);
        return row.get("cells").get(2).asText();
    }

    @Test
    void watchesInOneFormAreGivenTheSameBytes() {
        WatchStream ofOne = watch(MAPS, JSON, "");
        WatchStream ofAll = watch("/api/v1/configmaps", JSON, "color");
        WatchStream metadata = watch(MAPS, METADATA, "");
        WatchStream metadataToo = watch(MAPS, METADATA, "");
        put("red");
        byte[] frame = next(ofOne);
        assertThat(next(ofAll)).isSameAs(frame);
        assertThat(next(metadata)).isNotEqualTo(frame);
        put("blue");
        next(metadata);
        next(metadataToo);
        assertThat(next(metadataToo)).isNotSameAs(next(ofOne));
    }

    @Test
    void anEventThatIsNotTheSameForTwoSelectorsIsNotShared() {
        WatchStream red = watch(MAPS, JSON, "color=red");
        WatchStream blue = watch(MAPS, JSON, "color=blue");
        WatchStream any = watch(MAPS, JSON, "color");
        put("red");
        next(red);
        next(any);
        put("blue");
        ObjectNode left = tree(next(red));
        assertThat(Json.textAt(left, "type")).isEqualTo("DELETED");
        assertThat(Json.textAt(left, "object", "metadata", "labels", "color")).isEqualTo("red");
        ObjectNode came = tree(next(blue));
        assertThat(Json.textAt(came, "type")).isEqualTo("ADDED");
        assertThat(Json.textAt(came, "object", "metadata", "labels", "color")).isEqualTo("blue");
        assertThat(Json.textAt(tree(next(any)), "type")).isEqualTo("MODIFIED");
        backend.remove(Kinds.CONFIG_MAP, "ns", "a");
        assertThat(next(blue)).isSameAs(next(any));
    }

    @Test
    void rowsAreSharedWhileTheirAgesAreTheSame() {
        WatchStream one = watch(MAPS, TABLE, "");
        WatchStream two = watch(MAPS, TABLE, "");
        WatchStream late = watch(MAPS, TABLE, "");
        put("red");
        put("blue");
        assertThat(Json.objectsAt(tree(next(one)), "object", "columnDefinitions"))
                .isNotEmpty();
        next(two);
        next(late);
        byte[] row = next(one);
        now = now.plusMillis(800);
        assertThat(next(two)).isSameAs(row);
        now = now.plusMillis(800);
        byte[] later = next(late);
        assertThat(age(row)).isEqualTo("60s");
        assertThat(age(later)).isEqualTo("61s");
    }
}
