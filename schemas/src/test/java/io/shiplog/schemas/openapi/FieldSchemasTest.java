package io.shiplog.schemas.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSchemasTest {

    @Test
    void everyServedKindHasASchema() {
        for (Kind kind : Kinds.all()) {
            assertThat(FieldSchemas.typeOf(kind)).as(kind.kind()).isNotEmpty();
        }
    }

    @Test
    void tellsEveryUnknownFieldWithItsPath() {
        ObjectNode tree =
                Json.parse("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"spec\":{\"foo\":1,\"template\":"
                        + "{\"spec\":{\"nodeSelector\":{\"any\":\"thing\"},"
                        + "\"containers\":[{\"imagee\":\"x\",\"name\":\"a\"}]}}}}");
        assertThat(FieldSchemas.unknownFields(Kinds.DEPLOYMENT, "apps/v1", tree))
                .containsExactly("spec.foo", "spec.template.spec.containers[0].imagee");
    }

    @Test
    void betaDeploymentsMayRollBack() {
        ObjectNode tree = Json.parse("{\"spec\":{\"rollbackTo\":{\"revision\":1}}}");
        assertThat(FieldSchemas.unknownFields(Kinds.DEPLOYMENT, "extensions/v1beta1", tree))
                .isEmpty();
        assertThat(FieldSchemas.unknownFields(Kinds.DEPLOYMENT, "apps/v1", tree))
                .containsExactly("spec.rollbackTo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'spec':{'replicas':'3'}} | string into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{'spec':{'replicas':1.5}} | "
                        + "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{'spec':{'paused':1}} | number into Go struct field DeploymentSpec.spec.paused of type bool",
                "{'spec':{'template':{'spec':{'containers':{}}}}}"
                        + "| object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
                "{'spec':{'template':{'spec':{'containers':[{'image':7}]}}}}"
                        + "| number into Go struct field Container.spec.template.spec.containers.image of type string",
                "{'metadata':{'labels':{'a':true}}}"
                        + "| bool into Go struct field ObjectMeta.metadata.labels of type string",
                "{'spec':[]} | array into Go struct field Deployment.spec of type v1.DeploymentSpec",
            })
    void wordsWrongTypesAsGoDoes(String json, String expected) {
        assertThat(FieldSchemas.typeErrors(Kinds.DEPLOYMENT, "apps/v1", Json.parse(json.replace('\'', '"'))))
                .containsExactly(
                        "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal "
                                + expected.strip());
    }

    @Test
    void refusesAmountsThatAreNone() {
        ObjectNode pod = Json.parse(
                "{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":\"lots\",\"memory\":\"1Gi\"}}}]}}");
        assertThat(FieldSchemas.typeErrors(Kinds.POD, "v1", pod))
                .containsExactly("Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular"
                        + " expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }

    @Test
    void knowsHowListsAreMerged() {
        assertThat(FieldSchemas.mergeInfo("V1PodSpec", "containers"))
                .isEqualTo(new ListMeta(Set.of("merge"), "name", "map", List.of("name")));
        assertThat(FieldSchemas.mergeInfo("V1PodSpec", "volumes"))
                .isEqualTo(new ListMeta(Set.of("merge", "retainKeys"), "name", "map", List.of("name")));
        assertThat(FieldSchemas.mergeInfo("V1Container", "image")).isNull();
        assertThat(FieldSchemas.fieldType("V1PodTemplateSpec", "spec")).isEqualTo("V1PodSpec");
    }

    @Test
    void documentLetsKubectlValidateOnTheServerAndExplain() {
        ObjectNode document = FieldSchemas.openApiV3(new Kind.GroupVersion("apps", "v1"));
        assertThat(document.at("/paths/~1apis~1apps~1v1~1namespaces~1{namespace}~1deployments~1{name}/patch/parameters")
                        .findValuesAsText("name"))
                .contains("fieldValidation", "dryRun", "fieldManager");
        ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
        assertThat(schemas.at("/io.k8s.api.v1.Deployment/x-kubernetes-group-version-kind/0/kind")
                        .asText())
                .isEqualTo("Deployment");
        assertThat(schemas.at("/io.k8s.api.v1.PodSpec/properties/containers/x-kubernetes-patch-merge-key")
                        .asText())
                .isEqualTo("name");
        assertThat(schemas.at("/io.k8s.api.v1.PodSpec/properties/containers/description")
                        .asText())
                .contains("List of containers");
        schemas.findValuesAsText("$ref")
                .forEach(ref -> assertThat(schemas.has(ref.substring(ref.lastIndexOf('/') + 1)))
                        .as(ref)
                        .isTrue());
    }
}
