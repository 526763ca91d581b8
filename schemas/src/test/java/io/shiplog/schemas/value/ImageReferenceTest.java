package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ImageReferenceTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "reference-name-valid", c -> valid(c, ImageReference::parse),
            "repository-path-valid", c -> valid(c, path -> ImageReference.parseStrict("docker.io/" + path)),
            "reference-normalize", ImageReferenceTest::normalize,
            "reference-any", c -> assertThat(ImageReference.parseAny(input(c))).isEqualTo(Json.textAt(c, "expect")),
            "reference-default-tag", ImageReferenceTest::defaultTag,
            "reference-parse", ImageReferenceTest::strict,
            "reference-canonical", c -> splitOrError(c, ImageReference::parseCanonical),
            "reference-split", c -> splitOrError(c, ImageReference::parse),
            "reference-glob", ImageReferenceTest::glob);

    @TestFactory
    Stream<DynamicNode> agreesWithTheVectors() {
        return Vectors.tests(ImageReferenceTest.class, List.of("image-references.json"), KINDS);
    }

    private static String input(ObjectNode c) {
        return Json.textAt(c, "input");
    }

    private static void valid(ObjectNode c, Function<String, ImageReference> parser) {
        if (Json.flagAt(c, "expect")) {
            assertThat(parser.apply(input(c)).path()).isNotEmpty();
        } else {
            assertThatThrownBy(() -> parser.apply(input(c))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void normalize(ObjectNode c) {
        ImageReference reference = ImageReference.parse(input(c));
        assertThat(reference.full()).isEqualTo(Json.textAt(c, "expect", "full"));
        assertThat(reference.familiar()).isEqualTo(Json.textAt(c, "expect", "familiar"));
        assertThat(reference.domain()).isEqualTo(Json.textAt(c, "expect", "domain"));
        assertThat(reference.path()).isEqualTo(Json.textAt(c, "expect", "path"));
        assertThat(ImageReference.parse(reference.familiar())).isEqualTo(reference);
        assertThat(ImageReference.parse(reference.full())).isEqualTo(reference);
    }

    private static void defaultTag(ObjectNode c) {
        assertThat(ImageReference.parse(input(c)).withDefaultTag().full()).isEqualTo(Json.textAt(c, "expect"));
    }

    private static void strict(ObjectNode c) {
        String error = Json.textAt(c, "expect", "error");
        if (!error.isEmpty()) {
            // "error" stands for a text that the vector leaves open.
            assertThatThrownBy(() -> ImageReference.parseStrict(input(c)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(error.equals("error") ? ".+" : "\\Q" + error + "\\E");
            return;
        }
        ImageReference reference = ImageReference.parseStrict(input(c));
        assertThat(reference.repository()).isEqualTo(Json.textAt(c, "expect", "repository"));
        assertThat(reference.domain()).isEqualTo(Json.textAt(c, "expect", "domain"));
        assertThat(reference.tag()).isEqualTo(Json.textAt(c, "expect", "tag"));
        assertThat(reference.digest()).isEqualTo(Json.textAt(c, "expect", "digest"));
    }

    private static void splitOrError(ObjectNode c, Function<String, ImageReference> parser) {
        String error = Json.textAt(c, "expect", "error");
        if (!error.isEmpty()) {
            assertThatThrownBy(() -> parser.apply(input(c))).hasMessage(error);
            return;
        }
        ImageReference reference = parser.apply(input(c));
        assertThat(reference.domain()).isEqualTo(Json.textAt(c, "expect", "domain"));
        assertThat(reference.path()).isEqualTo(Json.textAt(c, "expect", "path"));
    }

    private static void glob(ObjectNode c) {
        ImageReference reference = ImageReference.parse(Json.textAt(c, "reference"));
        assertThat(reference.matchesGlob(Json.textAt(c, "pattern"))).isEqualTo(Json.flagAt(c, "expect"));
    }

    @Test
    void aTagBesideADigestIsDroppedForPulling() {
        String digest = "sha256:" + "a".repeat(64);
        assertThat(ImageReference.parse("nginx:1@" + digest).withDefaultTag())
                .hasToString("docker.io/library/nginx@" + digest);
    }

    @Test
    void aMegabyteOfNameIsRefusedAtOnce() {
        assertThatThrownBy(() -> ImageReference.parse("a.".repeat(500_000) + "b/c"))
                .hasMessage("invalid reference format");
    }
}
