package io.shiplog.api.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import io.shiplog.schemas.object.Kinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    @Test
    void groupsComeInOrderOfPriority() {
        List<String> names = new ArrayList<>();
        Discovery.apiGroupList().get("groups").forEach(g -> names.add(Json.textAt(g, "name")));
        assertThat(names.get(0)).isEqualTo("apps");
        assertThat(names.subList(names.size() - 2, names.size())).containsExactly("events.k8s.io", "metrics.k8s.io");
        assertThat(names)
                .contains("authorization.k8s.io", "authentication.k8s.io")
                .doesNotContain("");
    }

    @Test
    void versionsComeWithThePreferredOneFirst() {
        ObjectNode apps = present(Discovery.apiGroup("apps"));
        assertThat(apps.at("/preferredVersion/groupVersion").asText()).isEqualTo("apps/v1");
        assertThat(apps.at("/versions/1/version").asText()).isEqualTo("v1beta2");
        assertThat(apps.at("/versions/2/version").asText()).isEqualTo("v1beta1");
        assertThat(Discovery.apiGroup("example.com")).isNull();
        assertThat(Discovery.apiGroup("")).isNull();
    }

    @Test
    void aggregatedCoreHoldsEveryCoreKind() {
        ObjectNode core = Discovery.aggregatedCore();
        assertThat(core.get("items")).hasSize(1);
        assertThat(core.at("/items/0/metadata/name").asText("?")).isEmpty();
        JsonNode pods = resource(core, "pods");
        assertThat(pods.at("/responseKind/kind").asText()).isEqualTo("Pod");
        assertThat(pods.get("scope").asText()).isEqualTo("Namespaced");
        assertThat(pods.get("categories").get(0).asText()).isEqualTo("all");
        assertThat(pods.get("verbs")).hasSize(8);
        assertThat(resource(core, "nodes").get("scope").asText()).isEqualTo("Cluster");
    }

    @Test
    void aShortNameBelongsToOneResourceOnly() {
        Set<String> seen = new HashSet<>();
        for (ObjectNode document : List.of(Discovery.aggregatedCore(), Discovery.aggregatedGroups())) {
            for (JsonNode group : document.get("items")) {
                Set<String> inGroup = new HashSet<>();
                group.findValues("shortNames").forEach(names -> names.forEach(name -> inGroup.add(name.asText())));
                assertThat(inGroup).noneMatch(seen::contains);
                seen.addAll(inGroup);
            }
        }
        assertThat(seen).contains("ev", "po", "deploy", "ns");
        ObjectNode events = present(Discovery.resourceList(new GroupVersion("events.k8s.io", "v1")));
        assertThat(events.at("/resources/0").has("shortNames")).isFalse();
    }

    @Test
    void drainFindsEvictionAndScaleItsOwnKind() {
        ObjectNode core = present(Discovery.resourceList(new GroupVersion("", "v1")));
        JsonNode eviction = named(core, "pods/eviction");
        assertThat(eviction.get("kind").asText()).isEqualTo("Eviction");
        assertThat(eviction.get("group").asText()).isEqualTo("policy");
        assertThat(eviction.get("version").asText()).isEqualTo("v1");
        JsonNode scale = named(present(Discovery.resourceList(new GroupVersion("apps", "v1"))), "deployments/scale");
        assertThat(scale.get("group").asText()).isEqualTo("autoscaling");
        assertThat(Discovery.resourceList(new GroupVersion("apps", "v9"))).isNull();
    }

    @Test
    void reviewsCanOnlyBeCreated() {
        ObjectNode list = present(Discovery.resourceList(new GroupVersion("authorization.k8s.io", "v1")));
        assertThat(named(list, "selfsubjectaccessreviews").get("verbs").toString())
                .isEqualTo("[\"create\"]");
        assertThat(named(list, "selfsubjectrulesreviews").get("namespaced").asBoolean())
                .isFalse();
    }

    @Test
    void metricsCanOnlyBeRead() {
        ObjectNode list = present(Discovery.resourceList(new GroupVersion("metrics.k8s.io", "v1beta1")));
        assertThat(named(list, "pods").toString())
                .isEqualTo("{\"name\":\"pods\",\"singularName\":\"\",\"namespaced\":true,"
                        + "\"kind\":\"PodMetrics\",\"verbs\":[\"get\",\"list\"]}");
        assertThat(named(list, "nodes").get("namespaced").asBoolean()).isFalse();
        ObjectNode document = present(OpenApi.document(new GroupVersion("metrics.k8s.io", "v1beta1")));
        assertThat(document.at("/paths/~1apis~1metrics.k8s.io~1v1beta1~1nodes").has("post"))
                .isFalse();
    }

    @Test
    void everyServedGroupVersionHasDocuments() {
        ObjectNode index = Discovery.openApiV3Index("abc");
        for (Kind kind : Kinds.all()) {
            for (GroupVersion served : kind.served()) {
                assertThat(Discovery.groupVersions()).contains(served);
                assertThat(Discovery.resourceList(served)).isNotNull();
                assertThat(OpenApi.document(served)).isNotNull();
            }
        }
        assertThat(index.get("paths")).hasSize(Discovery.groupVersions().size());
        assertThat(index.at("/paths/apis~1apps~1v1/serverRelativeURL").asText())
                .isEqualTo("/openapi/v3/apis/apps/v1?hash=abc");
        assertThat(index.at("/paths/api~1v1/serverRelativeURL").asText()).isEqualTo("/openapi/v3/api/v1?hash=abc");
    }

    @Test
    void thePatchOperationTakesFieldValidation() {
        ObjectNode document = present(OpenApi.document(new GroupVersion("apps", "v1")));
        JsonNode patch = document.get("paths")
                .get("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                .get("patch");
        assertThat(patch.get("parameters").findValuesAsText("name")).contains("fieldValidation");
        assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asText()).isEqualTo("Deployment");
        assertThat(document.at("/components/schemas/io.k8s.api.apps.v1.Deployment")
                        .isObject())
                .isTrue();
    }

    @Test
    void theSafetyNetIsTheProtobufOfSwaggerTwo() {
        assertThat(Discovery.openApiV2SafetyNet()).containsExactly(0x0a, 0x03, '2', '.', '0');
    }

    @Test
    void theVersionIsSemanticWithAV() {
        ObjectNode version = Discovery.version();
        assertThat(Json.textAt(version, "gitVersion")).matches("v1\\.32\\.\\d+(-[a-z]+)?");
        assertThat(Json.textAt(version, "minor")).isEqualTo("32");
        assertThat(Discovery.apiVersions("h:6443")
                        .at("/serverAddressByClientCIDRs/0/serverAddress")
                        .asText())
                .isEqualTo("h:6443");
    }

    private static JsonNode resource(ObjectNode aggregated, String plural) {
        for (JsonNode resource : aggregated.at("/items/0/versions/0/resources")) {
            if (Json.textAt(resource, "resource").equals(plural)) {
                return resource;
            }
        }
        throw new AssertionError("no " + plural);
    }

    private static JsonNode named(ObjectNode list, String name) {
        for (JsonNode resource : list.get("resources")) {
            if (Json.textAt(resource, "name").equals(name)) {
                return resource;
            }
        }
        throw new AssertionError("no " + name);
    }

    private static ObjectNode present(@Nullable ObjectNode document) {
        assertThat(document).isNotNull();
        return document == null ? Json.object() : document;
    }
}
