package io.shiplog.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.api.request.WriteOptions.FieldValidation;
import io.shiplog.schemas.object.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void readsWhatInformersSend() {
        ListOptions options = ListOptions.parse(query(
                "watch", "true",
                "resourceVersion", "42",
                "allowWatchBookmarks", "true",
                "timeoutSeconds", "313",
                "labelSelector", "app=web",
                "fieldSelector", "metadata.name=x"));
        assertThat(options.watch()).isTrue();
        assertThat(options.offset()).isEqualTo(42);
        assertThat(options.startsWithState()).isFalse();
        assertThat(options.allowWatchBookmarks()).isTrue();
        assertThat(options.timeoutSeconds()).isEqualTo(313);
        assertThat(options.labelSelector().matches(Map.of("app", "web"))).isTrue();
        assertThat(options.labelSelector().matches(Map.of())).isFalse();
    }

    @Test
    void noParametersMeanEverythingNow() {
        ListOptions options = ListOptions.parse(Map.of());
        assertThat(options.offset()).isEqualTo(-1);
        assertThat(options.limit()).isZero();
        assertThat(options.token()).isNull();
        assertThat(options.labelSelector().matches(Map.of("a", "b"))).isTrue();
        assertThat(options.startsWithState()).isTrue();
    }

    @Test
    void recognisesStreamingLists() {
        ListOptions options = ListOptions.parse(query(
                "watch", "true",
                "sendInitialEvents", "true",
                "resourceVersionMatch", "NotOlderThan",
                "allowWatchBookmarks", "true"));
        assertThat(options.streamingList()).isTrue();
    }

    @Test
    void refusesParametersThatDoNotGoTogether() {
        assertCode(422, "sendInitialEvents", "true");
        assertCode(422, "watch", "true", "sendInitialEvents", "true");
        assertCode(422, "resourceVersionMatch", "Exact");
        assertCode(422, "resourceVersion", "0", "resourceVersionMatch", "Exact");
        assertCode(422, "resourceVersion", "7", "resourceVersionMatch", "Newer");
        assertCode(400, "resourceVersion", "7", "continue", new ContinueToken(7, "a/b", 1).encode());
        assertCode(400, "resourceVersion", "seven");
        assertCode(400, "resourceVersion", "-7");
        assertCode(400, "limit", "many");
        assertCode(400, "labelSelector", "a in (b");
        assertCode(400, "continue", "%%%");
    }

    @Test
    void continueTokensComeBackAsTheyWere() {
        ContinueToken token = new ContinueToken(123_456_789_012L, "/Pod/näme/space=x", 500);
        assertThat(ContinueToken.decode(token.encode())).isEqualTo(token);
        assertThat(token.encode()).matches("[A-Za-z0-9_-]+");
        assertThat(ContinueToken.expired().code()).isEqualTo(410);
    }

    @Test
    void writeOptionsFallBackToTheUserAgent() {
        WriteOptions bare = WriteOptions.parse(Map.of(), "kubectl/v1.32.5 (linux/amd64) kubernetes/9894294");
        assertThat(bare).isEqualTo(new WriteOptions(false, "kubectl", FieldValidation.WARN, false));
        WriteOptions full = WriteOptions.parse(
                query("dryRun", "All", "fieldManager", "kubectl-create", "fieldValidation", "Strict", "force", "true"),
                "kubectl/v1");
        assertThat(full).isEqualTo(new WriteOptions(true, "kubectl-create", FieldValidation.STRICT, true));
        assertThat(WriteOptions.parse(Map.of(), null).fieldManager()).isEmpty();
        assertThatThrownBy(() -> WriteOptions.parse(query("dryRun", "Some"), null))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(422));
        assertThatThrownBy(() -> WriteOptions.parse(query("fieldValidation", "Maybe"), null))
                .hasMessageContaining("supported values: \"Ignore\", \"Strict\", \"Warn\"");
    }

    @Test
    void deleteOptionsComeFromTheBodyOrTheQuery() {
        DeleteOptions kubectl = DeleteOptions.parse(
                bytes("{\"propagationPolicy\":\"Background\",\"gracePeriodSeconds\":0,\"dryRun\":[\"All\"]}"),
                Map.of());
        assertThat(kubectl).isEqualTo(new DeleteOptions(0L, "Background", true, "", ""));
        DeleteOptions query = DeleteOptions.parse(
                new byte[0], query("gracePeriodSeconds", "5", "propagationPolicy", "Orphan", "dryRun", "All"));
        assertThat(query).isEqualTo(new DeleteOptions(5L, "Orphan", true, "", ""));
        assertThat(DeleteOptions.parse(bytes(" "), Map.of())).isEqualTo(new DeleteOptions(null, null, false, "", ""));
        DeleteOptions guarded = DeleteOptions.parse(
                bytes("{\"preconditions\":{\"uid\":\"u\",\"resourceVersion\":\"7\"},\"orphanDependents\":true}"),
                Map.of());
        assertThat(guarded).isEqualTo(new DeleteOptions(null, "Orphan", false, "u", "7"));
    }

    @Test
    void deleteOptionsAreReadFromProtobuf() {
        // typeMeta {v1, DeleteOptions}, raw {1: 30, 4: Foreground, 5: All}
        byte[] body = HexFormat.of()
                .parseHex(
                        "6b3873000a130a027631120d44656c6574654f7074696f6e731213081e220a466f726567726f756e642a03416c6c");
        assertThat(DeleteOptions.parse(body, Map.of())).isEqualTo(new DeleteOptions(30L, "Foreground", true, "", ""));
    }

    @Test
    void refusesDeleteOptionsItCannotUnderstand() {
        assertThatThrownBy(() -> DeleteOptions.parse(bytes("{"), Map.of()))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(400));
        assertThatThrownBy(() -> DeleteOptions.parse(bytes("{\"propagationPolicy\":\"Slowly\"}"), Map.of()))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(422));
        assertThatThrownBy(() -> DeleteOptions.parse(bytes("{\"dryRun\":[\"some\"]}"), Map.of()))
                .isInstanceOf(StatusException.class);
    }

    @ParameterizedTest
    @CsvSource({"5s,5000", "8m23s,503000", "1h,3600000", "1.5h,5400000", "250ms,250", "0,0", "0s,0", "1h0m0.5s,3600500"
    })
    void readsDurationsOfGo(String text, long millis) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "1d", "9999999999999999999h", "5s5"})
    void refusesOtherDurations(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOf(StatusException.class)
                .hasMessage("time: invalid duration \"" + text + "\"");
    }

    private static void assertCode(int code, String... pairs) {
        assertThatThrownBy(() -> ListOptions.parse(query(pairs)))
                .as(String.join(" ", pairs))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Map<String, List<String>> query(String... pairs) {
        Map<String, List<String>> out = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            out.put(pairs[i], List.of(pairs[i + 1]));
        }
        return out;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
