package io.shiplog.schemas.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {

    private static ObjectNode deployment(String apiVersion) {
        return Json.parse(
                "{\"apiVersion\":\"" + apiVersion + "\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\"},"
                        + "\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"app\":\"web\"}},"
                        + "\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"nginx:1.7.9\"}]}}}}");
    }

    @ParameterizedTest
    @CsvSource({
        "extensions/v1beta1, 1, 1, 2147483647, 2147483647, web",
        "apps/v1beta1, 25%, 25%, 2, 600, web",
        "apps/v1beta2, 25%, 25%, 10, 600, ''"
    })
    void fillsInWhatTheSentVersionAssumed(
            String apiVersion, String surge, String unavailable, int history, int deadline, String selected) {
        ObjectNode sent = deployment(apiVersion);
        ObjectNode before = sent.deepCopy();
        ObjectNode stored = Conversion.toStored(Kinds.DEPLOYMENT, sent);
        assertThat(sent).isEqualTo(before);
        assertThat(Json.textAt(stored, "apiVersion")).isEqualTo("apps/v1");
        assertThat(stored.at("/spec/strategy/rollingUpdate/maxSurge").asText()).isEqualTo(surge);
        assertThat(stored.at("/spec/strategy/rollingUpdate/maxUnavailable").asText())
                .isEqualTo(unavailable);
        assertThat(stored.at("/spec/revisionHistoryLimit").intValue()).isEqualTo(history);
        assertThat(stored.at("/spec/progressDeadlineSeconds").intValue()).isEqualTo(deadline);
        assertThat(Json.textAt(stored, "spec", "selector", "matchLabels", "app"))
                .isEqualTo(selected);
        assertThat(Json.textAt(stored, "metadata", "labels", "app")).isEqualTo(selected);
    }

    @Test
    void theStoredVersionIsTakenAsItIs() {
        assertThat(Conversion.toStored(Kinds.DEPLOYMENT, deployment("apps/v1"))).isEqualTo(deployment("apps/v1"));
    }

    @ParameterizedTest
    @CsvSource({"extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"})
    void aLaterApplyAsV1DoesNotChangeThePodTemplate(String apiVersion) {
        assertThat(Conversion.toStored(Kinds.DEPLOYMENT, deployment(apiVersion)).at("/spec/template"))
                .isEqualTo(deployment("apps/v1").at("/spec/template"));
    }

    @Test
    void givenValuesWinOverTheVersionsDefaults() {
        ObjectNode sent = deployment("extensions/v1beta1");
        Json.ensure(sent, "spec", "strategy").put("type", "Recreate");
        Json.ensure(sent, "spec").put("revisionHistoryLimit", 3);
        ObjectNode stored = Conversion.toStored(Kinds.DEPLOYMENT, sent);
        assertThat(stored.at("/spec/strategy").size()).isEqualTo(1);
        assertThat(stored.at("/spec/revisionHistoryLimit").intValue()).isEqualTo(3);
    }

    @Test
    void eventsAreTheSameEventInBothGroups() {
        ObjectNode core = Json.parse("{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"e\"},"
                + "\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\"},\"message\":\"m\",\"reason\":\"r\",\"count\":2,"
                + "\"source\":{\"component\":\"c\"},\"reportingComponent\":\"c\",\"firstTimestamp\":\"t\","
                + "\"lastTimestamp\":\"u\",\"type\":\"Normal\"}");
        ObjectNode newer = Conversion.fromStored(Kinds.EVENT, core, new Kind.GroupVersion("events.k8s.io", "v1"));
        assertThat(newer.properties().stream().map(java.util.Map.Entry::getKey))
                .contains("regarding", "note", "deprecatedSource", "deprecatedCount", "reportingController")
                .doesNotContain("message", "involvedObject", "count");
        assertThat(Json.textAt(newer, "apiVersion")).isEqualTo("events.k8s.io/v1");
        assertThat(Conversion.toStored(Kinds.EVENT, newer)).isEqualTo(core);
    }
}
