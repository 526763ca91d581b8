package io.shiplog.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.object.StatusException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,"
                        + "application/json | TABLE",
                "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | JSON",
                "application/json | JSON",
                "'' | JSON",
                "application/json, */* | JSON",
                "application/vnd.kubernetes.protobuf,application/json | JSON",
                "application/vnd.kubernetes.protobuf, */* | JSON",
                "application/json, */*;q=0.8 | JSON",
                "application/yaml | YAML",
                "application/json;q=0.5, application/yaml | YAML",
                "*/* | JSON",
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1 | PARTIAL_METADATA",
                "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,"
                        + "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"
                        + " | PARTIAL_METADATA"
            })
    void picksTheFirstFormItCanServe(String accept, Representation expected) {
        assertThat(Accept.ofResource(accept)).isEqualTo(expected);
    }

    @Test
    void prefersAggregatedDiscoveryWhereTheClientDoes() {
        String today = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;"
                + "g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
        assertThat(Accept.ofDiscovery(today)).isEqualTo(Representation.AGGREGATED_DISCOVERY);
        String older = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
        assertThat(Accept.ofDiscovery(older)).isEqualTo(Representation.JSON);
        assertThat(Accept.ofDiscovery(null)).isEqualTo(Representation.JSON);
        assertThat(Representation.AGGREGATED_DISCOVERY.contentType())
                .isEqualTo("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    }

    @Test
    void refusesWhatItCannotServe() {
        assertThatThrownBy(() -> Accept.ofResource("application/cbor, image/png"))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(406));
    }

    @Test
    void bodiesWithoutContentTypeAreJson() {
        assertThat(ContentTypes.body(null)).isEqualTo(ContentTypes.Body.JSON);
        assertThat(ContentTypes.body("application/json; charset=utf-8")).isEqualTo(ContentTypes.Body.JSON);
        assertThat(ContentTypes.body("application/vnd.kubernetes.protobuf")).isEqualTo(ContentTypes.Body.PROTOBUF);
        assertThat(ContentTypes.body("application/yaml")).isEqualTo(ContentTypes.Body.YAML);
        assertThatThrownBy(() -> ContentTypes.body("text/html"))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(415));
    }

    @Test
    void patchesHaveFourTypesUnlessTheKindHasFewer() {
        assertThat(ContentTypes.patch("application/apply-patch+yaml")).isEqualTo(ContentTypes.Patch.APPLY);
        assertThat(ContentTypes.patch("application/merge-patch+json; charset=utf-8"))
                .isEqualTo(ContentTypes.Patch.JSON_MERGE);
        assertThatThrownBy(() -> ContentTypes.patch(
                        "application/strategic-merge-patch+json",
                        List.of(ContentTypes.Patch.JSON_PATCH, ContentTypes.Patch.JSON_MERGE)))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(415))
                .hasMessage("the body of the request was in an unknown format - accepted media types include:"
                        + " application/json-patch+json, application/merge-patch+json");
    }
}
