package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is unpacked is what was packed, and what is alike is small. */
class JsonShapesTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String pod(int number) {
        String time = "2026-01-01T00:%02d:%02dZ".formatted(number / 60 % 60, number % 60);
        return ("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web-%d\",\"namespace\":\"default\","
                        + "\"uid\":\"1b4e28ba-2fa1-11d2-883f-%012d\",\"creationTimestamp\":\"%s\","
                        + "\"labels\":{\"app\":\"web\"}},"
                        + "\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"registry.example/team/web:1.2.3\","
                        + "\"env\":[{\"name\":\"GREETING\",\"value\":\"say \\\"hello\\\"\"}],"
                        + "\"ports\":[{\"containerPort\":80}]}],"
                        + "\"nodeName\":\"node-%d\"},\"status\":{\"phase\":\"Running\",\"startTime\":\"%s\","
                        + "\"podIP\":\"10.0.0.%d\","
                        + "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"lastTransitionTime\":\"%s\"}]}}")
                .formatted(number, number, time, number % 7, time, number, time);
    }

    @Test
    void podsOfOneTemplateDifferInAFewBytes() {
        JsonShapes shapes = new JsonShapes();
        assertThat(shapes.pack(bytes(pod(0)))).as("the first of its kind").isNull();
        shapes.pack(bytes(pod(1)));
        for (int i = 2; i < 100; i++) {
            byte[] text = bytes(pod(i));
            PackedJson packed = shapes.pack(text);
            assertThat(packed).isNotNull();
            assertThat(packed.text()).isEqualTo(text);
            assertThat(packed.differences().length).isLessThan(120);
        }
    }

    /** More of them than are guessed at, so that each way to a shape is taken. */
    @Test
    void textsOfSeveralFramesInTurnAreEachToldByTheirOwn() {
        JsonShapes shapes = new JsonShapes();
        for (int i = 0; i < 100; i++) {
            for (int frame = 0; frame < 7; frame++) {
                byte[] text = bytes(pod(i).replace("\"phase\"", "\"phase" + frame + "\""));
                PackedJson packed = shapes.pack(text);
                if (i > 1) {
                    assertThat(packed).isNotNull();
                    assertThat(packed.text()).isEqualTo(text);
                    assertThat(packed.differences().length).isLessThan(120);
                }
            }
        }
    }

    @Test
    void aTextThatIsMostlyOtherStaysAsItIs() {
        JsonShapes shapes = new JsonShapes();
        shapes.pack(bytes("{\"data\":{\"a\":\"one\"}}"));
        shapes.pack(bytes("{\"data\":{\"a\":\"two\"}}"));
        assertThat(shapes.pack(bytes("{\"data\":{\"a\":\"" + "x".repeat(500) + "\"}}")))
                .isNull();
    }

    @Test
    void anObjectThatIsPackedIsTheSameObject() {
        JsonShapes shapes = new JsonShapes();
        List<KubeObject> objects = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            KubeObject object = KubeObject.parse(bytes(pod(i)), i + 1);
            object.compact();
            object.pack(shapes);
            object.pack(shapes);
            objects.add(object);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(objects.get(i).json()).isEqualTo(bytes(pod(i)));
            assertThat(objects.get(i).jsonLength()).isEqualTo(bytes(pod(i)).length);
            assertThat(Json.textAt(objects.get(i).tree(), "metadata", "name")).isEqualTo("web-" + i);
        }
    }

    /** Texts made of few pieces, so that frames repeat; many are no JSON at all. */
    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> piece = Arbitraries.of(
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\":", "\"b\"", "1", "-2.5e3", "true", "null", " ", "é",
                "x");
        return piece.list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces))
                .list()
                .ofSize(40);
    }

    @Property(tries = 300)
    void anyTextsComeBackAsTheyWere(@ForAll("texts") List<String> texts) {
        JsonShapes shapes = new JsonShapes();
        for (String text : texts) {
            PackedJson packed = shapes.pack(bytes(text));
            if (packed != null) {
                assertThat(packed.text()).isEqualTo(bytes(text));
            }
        }
    }

    /** One frame, values of every length: numbers of more than one byte, and more differences than are remembered. */
    @Property(tries = 200)
    void anyValuesComeBackAsTheyWere(@ForAll("values") List<List<String>> rows) {
        JsonShapes shapes = new JsonShapes();
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder("{\"fixed\":\"" + "-".repeat(3_000) + "\"");
            for (int i = 0; i < row.size(); i++) {
                text.append(",\"f").append(i).append("\":\"").append(row.get(i)).append('"');
            }
            byte[] json = bytes(text.append('}').toString());
            PackedJson packed = shapes.pack(json);
            assertThat(packed == null ? json : packed.text()).isEqualTo(json);
        }
    }

    @Provide
    Arbitrary<List<List<String>>> values() {
        Arbitrary<String> value = Arbitraries.strings().alpha().ofMaxLength(200);
        return value.list().ofSize(24).list().ofSize(4);
    }
}
