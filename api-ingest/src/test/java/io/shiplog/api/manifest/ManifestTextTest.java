package io.shiplog.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import org.junit.jupiter.api.Test;

class ManifestTextTest {

    @Test
    void splitsDocumentsAndDropsEmptyOnes() {
        assertThat(ManifestText.split("# only a comment\n---\na: 1\n---\n\n--- \nb: 2\n...\n"))
                .containsExactly("\na: 1\n", " \nb: 2\n");
    }

    @Test
    void aDocumentMarkerInsideIndentedTextSplitsNothing() {
        assertThat(ManifestText.split("a: |\n  ---\n  x\n")).hasSize(1);
    }

    @Test
    void unfoldsLists() {
        assertThat(ManifestText.objects("kind: List\napiVersion: v1\nitems:\n- kind: A\n- kind: B\n"))
                .extracting(o -> Json.textAt(o, "kind"))
                .containsExactly("A", "B");
    }

    @Test
    void readsJsonToo() {
        assertThat(ManifestText.objects("{\"kind\":\"A\"}")).hasSize(1);
    }

    @Test
    void duplicateKeysAndMalformedTextAreRefused() {
        assertThatThrownBy(() -> ManifestText.objects("a: 1\na: 2\n")).isInstanceOf(StatusException.class);
        assertThatThrownBy(() -> ManifestText.objects("a: [1\n")).isInstanceOf(StatusException.class);
        assertThatThrownBy(() -> ManifestText.objects("just text")).isInstanceOf(StatusException.class);
    }

    @Test
    void secretsAreNotShown() {
        String shown =
                ManifestText.shown(Json.parse("{\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\",\"annotations\":"
                        + "{\"x\":\"hush\"}},\"data\":{\"p\":\"hush\"},\"stringData\":{\"p\":\"hush\"}}"));
        assertThat(shown).contains("\"name\":\"s\"").doesNotContain("hush");
        assertThat(ManifestText.shown("kind: Secret\ndata: {p: hush")).doesNotContain("hush");
        assertThat(ManifestText.shown("kind: Pod\n  x: [")).contains("Pod");
    }
}
