package io.shiplog.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.value.FieldSelector;
import org.junit.jupiter.api.Test;

class FieldLabelsTest {

    private static final ObjectNode POD = Json.parse("{\"metadata\":{\"name\":\"p\",\"namespace\":\"a\"},"
            + "\"spec\":{\"nodeName\":\"n1\",\"restartPolicy\":\"Always\"},\"status\":{\"phase\":\"Running\","
            + "\"podIPs\":[{\"ip\":\"10.0.0.7\"}]}}");

    @Test
    void selectsPodsOfANodeThatAreNotDone() {
        FieldSelector drain = FieldSelector.parse("spec.nodeName=n1,status.phase!=Succeeded,status.phase!=Failed");
        FieldLabels.check(Kinds.POD, drain);
        assertThat(FieldLabels.matches(drain, POD)).isTrue();
        assertThat(FieldLabels.matches(FieldSelector.parse("spec.nodeName=n2"), POD))
                .isFalse();
        assertThat(FieldLabels.matches(FieldSelector.parse("status.podIP=10.0.0.7"), POD))
                .isTrue();
        assertThat(FieldLabels.matches(FieldSelector.parse("spec.hostNetwork=false"), POD))
                .isTrue();
    }

    @Test
    void anEmptyValueSelectsObjectsWithoutTheField() {
        ObjectNode event = Json.parse(
                "{\"involvedObject\":{\"kind\":\"Node\",\"name\":\"n1\"}," + "\"reportingComponent\":\"kubelet\"}");
        FieldSelector selector = FieldSelector.parse("involvedObject.namespace=,involvedObject.name=n1");
        FieldLabels.check(Kinds.EVENT, selector);
        assertThat(FieldLabels.matches(selector, event)).isTrue();
        assertThat(FieldLabels.value(event, "source")).isEqualTo("kubelet");
    }

    @Test
    void everyKindIsSelectedByNameAndNamespace() {
        FieldLabels.check(Kinds.CONFIG_MAP, FieldSelector.parse("metadata.name=x,metadata.namespace=y"));
        assertThat(FieldLabels.matches(FieldSelector.parse("metadata.name=p"), POD))
                .isTrue();
    }

    @Test
    void refusesOtherFieldsByName() {
        assertThatThrownBy(() -> FieldLabels.check(Kinds.POD, FieldSelector.parse("spec.color=red")))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage("field label not supported: spec.color");
        assertThatThrownBy(() -> FieldLabels.check(Kinds.CONFIG_MAP, FieldSelector.parse("spec.nodeName=n")))
                .isInstanceOf(StatusException.class);
    }
}
