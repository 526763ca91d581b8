package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind.GroupVersion;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireJsonTest {

    private static String spliced(String json, long offset) {
        Stored stored = new Stored(KubeObject.of(Json.parse(json), 1), offset);
        String spliced = new String(WireJson.splice(stored), StandardCharsets.UTF_8);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try {
            WireJson.write(Kinds.POD, Kinds.POD.served().get(0), stored, written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(spliced);
        return spliced;
    }

    @Test
    void putsTheVersionFirstIntoMetadata() {
        assertThat(spliced("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}", 7))
                .isEqualTo("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\","
                        + "\"name\":\"a\"},\"spec\":{}}");
    }

    @Test
    void emptyMetadataNeedsNoComma() {
        assertThat(spliced("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{}}", 7))
                .isEqualTo("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\"}}");
    }

    @Test
    void whatIsNotInTheLogHasNoVersion() {
        String json = "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}";
        assertThat(spliced(json, -1)).isEqualTo(json);
    }

    @Test
    void otherVersionsAreConverted() {
        KubeObject stored = KubeObject.of(
                Json.parse("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"a\"}}"), 1);
        byte[] out = WireJson.bytes(Kinds.DEPLOYMENT, new GroupVersion("apps", "v1beta1"), new Stored(stored, 7));
        assertThat(Json.textAt(Json.parse(out), "apiVersion")).isEqualTo("apps/v1beta1");
        assertThat(Json.textAt(Json.parse(out), "metadata", "resourceVersion")).isEqualTo("7");
    }
}
